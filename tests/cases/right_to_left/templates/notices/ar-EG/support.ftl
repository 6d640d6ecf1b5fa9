faq-title = أسئلة وأجوبة عن إغلاق متجر { $brand } الإلكتروني
faq-correction = أي موعد تغيّر؟
faq-close = متى يُغلق المتجر الإلكتروني؟
faq-close-answer = { $word ->
    [before] آخر استخدام للمتجر الإلكتروني ({ $site }): { $when }، أي حتى الساعة { $last-time } من يوم { $last-day } ({ $zone }).
   *[other] يُغلق المتجر الإلكتروني ({ $site }) { $when }؛ ويمكن استخدامه حتى الساعة { $last-time } من يوم { $last-day } ({ $zone }).
}
faq-order = هل ما زال بإمكاني تقديم طلب؟
faq-order-answer = { $word ->
    [before] آخر الطلبات في متجر { $brand } الإلكتروني: { $when } ({ $zone }).
    [from] لا طلبات جديدة في متجر { $brand } الإلكتروني { $when } ({ $zone }). يمكنكم تقديم الطلبات حتى ذلك الحين.
   *[other] تنتهي الطلبات في متجر { $brand } الإلكتروني { $when } ({ $zone }). يمكنكم تقديم الطلبات حتى ذلك الحين.
}
faq-order-ended = لا، انتهت الطلبات في متجر { $brand } الإلكتروني.
faq-where = أين أجد بديل المتجر؟
faq-action = هل يلزمني فعل شيء؟
faq-action-answer = إن كان هناك ما يلزم فعله، فهو مذكور هنا في كل إجابة.
faq-accounts = ماذا يحدث لحسابي؟
faq-orders = ماذا يحدث لطلباتي السابقة؟
faq-open-orders = ماذا يحدث لطلب في الطريق؟
faq-returns = هل ما زال بإمكاني إرجاع سلعة؟
faq-after-sales = من يتولى الإصلاح، وماذا عن الضمان؟
faq-logistics = ماذا يحدث لسجل التوصيل؟
faq-feedback = ماذا يحدث لتقييماتي وتعليقاتي؟
faq-loyalty-points = ماذا يحدث لنقاطي؟
faq-coupons = ماذا يحدث لقسائمي؟
faq-stored-value = ماذا يحدث لبطاقات الهدايا ورصيدي؟
faq-addresses = ماذا يحدث لعناويني المحفوظة؟
faq-consent = ماذا يحدث لاشتراكاتي وخيارات الخصوصية؟
faq-customer-service = من يتولى خدمتي؟
faq-catalogue = ماذا يحدث للمنتجات؟
faq-service = ماذا يحدث لهذا: { $service }؟
faq-app = ماذا يحدث لتطبيق { $app }؟
faq-dates = ما المواعيد؟
faq-genuine = هل هذه الرسالة صحيحة؟
faq-data = من المسؤول عن بياناتي الشخصية؟
faq-rights = هل تتغير حقوقي القانونية؟
faq-no-advice = لا يمكن لخدمة العملاء تقديم استشارات قانونية.
faq-brand = ماذا يحدث لعلامة { $brand }؟
faq-untouched = من لا يشمله التغيير؟
faq-contact = أين يمكنني السؤال؟

faq-row = { $what } – { $when }

macro-greeting = تحية طيبة،
macro-lead = شكرًا على رسالتكم عن إغلاق متجر { $brand } الإلكتروني ({ $site }). يحل محله { $successor }.
macro-lead-alone = شكرًا على رسالتكم عن إغلاق متجر { $brand } الإلكتروني ({ $site }).
macro-correction = هذا ما تغيّر منذ رسالتنا الأولى:
macro-dates = هذه هي المواعيد:
