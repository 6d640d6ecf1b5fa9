subject-announcement = سيُغلق متجر { $brand } الإلكتروني وينتقل إلى { $successor }
subject-announcement-alone = سيُغلق متجر { $brand } الإلكتروني
subject-reminder-sunset = { $word ->
    [before] تذكير: يرجى إتمام معاملاتكم في متجر { $brand } الإلكتروني { $when }
   *[other] تذكير: يُغلق متجر { $brand } الإلكتروني { $when }
}
subject-reminder-sales-stop = { $word ->
    [before] تذكير: آخر الطلبات في متجر { $brand } الإلكتروني { $when }
    [from] تذكير: لا طلبات جديدة في متجر { $brand } الإلكتروني { $when }
   *[other] تذكير: تنتهي الطلبات في متجر { $brand } الإلكتروني { $when }
}
subject-reminder-freeze = { $word ->
    [before] تذكير: آخر استخدام لبعض خدمات { $brand } { $when }
   *[other] تذكير: تتوقف بعض خدمات { $brand } مؤقتًا { $when }
}
subject-reminder-app-sunset = { $word ->
    [before] تذكير: آخر استخدام لتطبيق { $brand } { $when }
   *[other] تذكير: يتوقف تطبيق { $brand } عن العمل { $when }
}
subject-reminder-app-delist = { $word ->
    [before] تذكير: آخر تنزيل لتطبيق { $brand } { $when }
   *[other] تذكير: يُسحب تطبيق { $brand } من متاجر التطبيقات { $when }
}
subject-last-day = { $last-day }: اليوم الأخير لمتجر { $brand } الإلكتروني
subject-last-day-sales-stop = { $last-day }: آخر يوم للطلب من متجر { $brand } الإلكتروني
subject-last-day-freeze = { $last-day }: آخر يوم لاستخدام بعض خدمات { $brand } قبل توقفها
subject-last-day-app-sunset = { $last-day }: آخر يوم لتطبيق { $brand }
subject-last-day-app-delist = { $last-day }: آخر يوم لتنزيل تطبيق { $brand }
subject-closed = أُغلق متجر { $brand } الإلكتروني وحل محله { $successor }
subject-closed-alone = أُغلق متجر { $brand } الإلكتروني
subject-afterwards = أين تجدون كل شيء بعد إغلاق متجر { $brand } الإلكتروني

subject-correction = تصحيح: تغيّر أحد مواعيد متجر { $brand } الإلكتروني
lead-correction = أبلغناكم بموعد يخص متجر { $brand } الإلكتروني ({ $site }) لم يعد صحيحًا. فيما يلي ما تغيّر؛ يرجى الاعتماد على هذه الرسالة.
heading-correction = ما الذي تغيّر
correction-is = ما ذكرناه سابقًا: { $was }. الصحيح: { $is }.
correction-never = ما ذكرناه سابقًا: { $was }. لن يحدث ذلك.

greeting = تحية طيبة،

lead-announcement = سنغلق متجر { $brand } الإلكتروني ({ $site }). سيحل محله { $successor }. توضح هذه الرسالة ما يتغير بالنسبة إليكم وموعده.
lead-announcement-alone = سنغلق متجر { $brand } الإلكتروني ({ $site }). توضح هذه الرسالة ما يتغير بالنسبة إليكم وموعده.
reason-one-platform = تجتمع علامات { $successor } على منصة واحدة.
reason-unified-presence = يريد { $successor } أن توجد علاماته في مكان واحد.
reason-efficiency = ما كان متجران يفعلانه منفصلين سيُفعل مرة واحدة.
destination = بديل المتجر موجود في { $destination }.
lead-sunset = { $word ->
    [before] يرجى إتمام كل ما ترغبون فيه في المتجر { $when }. يمكنكم استخدامه حتى الساعة { $last-time } من يوم { $last-day } ({ $zone }).
   *[other] يُغلق المتجر { $when }. يمكنكم استخدامه حتى الساعة { $last-time } من يوم { $last-day } ({ $zone }).
}
lead-sales-stop = { $word ->
    [before] إذا رغبتم في طلب شيء من متجر { $brand } الإلكتروني ({ $site })، فيرجى ذلك { $when } ({ $zone }).
    [from] لا يمكن تقديم طلبات في متجر { $brand } الإلكتروني ({ $site }) { $when } ({ $zone }).
   *[other] تنتهي الطلبات في متجر { $brand } الإلكتروني ({ $site }) { $when } ({ $zone }).
}
lead-freeze = { $word ->
    [before] ستتوقف بعض خدمات متجر { $brand } الإلكتروني ({ $site }) مؤقتًا. يرجى استخدامها { $when } ({ $zone }). تجدون أدناه ما هي ومدة توقفها.
   *[other] تتوقف بعض خدمات متجر { $brand } الإلكتروني ({ $site }) مؤقتًا { $when } ({ $zone }). تجدون أدناه ما هي ومدة توقفها.
}
lead-app-sunset = { $word ->
    [before] سيتوقف تطبيق { $brand }. يرجى إتمام ما ترغبون فيه داخله { $when } ({ $zone }).
   *[other] يتوقف تطبيق { $brand } عن العمل { $when } ({ $zone }).
}
lead-app-delist = { $word ->
    [before] سيُسحب تطبيق { $brand } من متاجر التطبيقات. إذا احتجتم إليه، فيرجى تنزيله { $when } ({ $zone }).
   *[other] يُسحب تطبيق { $brand } من متاجر التطبيقات { $when } ({ $zone }).
}
lead-reminder = سيُغلق متجر { $brand } الإلكتروني ({ $site }).
days-left = اعتبارًا من { $today }، المدة المتبقية: { days }.
lead-last-day = { $last-day } هو آخر يوم يمكنكم فيه استخدام متجر { $brand } الإلكتروني ({ $site })، وهو مفتوح حتى الساعة { $last-time } ({ $zone }).
lead-last-day-sales-stop = { $last-day } هو آخر يوم يمكنكم فيه الطلب من متجر { $brand } الإلكتروني ({ $site }). تُقبل الطلبات حتى الساعة { $last-time } ({ $zone }).
lead-last-day-freeze = { $last-day } هو آخر يوم يمكنكم فيه استخدام بعض خدمات متجر { $brand } الإلكتروني ({ $site }) قبل توقفها. تبقى متاحة حتى الساعة { $last-time } ({ $zone })؛ وتجدون أدناه ما هي ومدة توقفها.
lead-last-day-app-sunset = { $last-day } هو آخر يوم يمكنكم فيه استخدام تطبيق { $brand }. يعمل حتى الساعة { $last-time } ({ $zone }).
lead-last-day-app-delist = { $last-day } هو آخر يوم يمكنكم فيه تنزيل تطبيق { $brand }. يبقى متاحًا حتى الساعة { $last-time } ({ $zone }).
lead-closed = أُغلق متجر { $brand } الإلكتروني ({ $site }). حل محله { $successor }.
lead-closed-alone = أُغلق متجر { $brand } الإلكتروني ({ $site }).
lead-afterwards = أُغلق متجر { $brand } الإلكتروني ({ $site }). إن فاتتكم رسائلنا السابقة، فهنا تجدون كل شيء.

heading-dates = مواعيد مهمة
dates-zone = جميع المواعيد والأوقات حسب { $zone }.
dates-zones = جميع المواعيد والأوقات حسب ساعة كل متجر: { $zones }.
zone-of-site = { $zone } للمتجر { $site }
date-migrate = الانتقال إلى { $successor }
date-migrate-alone = نقل خدماتكم
date-sales-stop = { $word ->
    [before] آخر الطلبات
    [from] لا طلبات جديدة
   *[other] انتهاء الطلبات
}
date-freeze = { $word ->
    [before] آخر استخدام لبعض الخدمات
   *[other] توقف بعض الخدمات مؤقتًا
}
date-freeze-of = { $word ->
    [before] آخر استخدام هنا: { $services }
   *[other] توقف مؤقت: { $services }
}
date-restore = اكتمال نقل الخدمات
date-restore-of = متاح لدى { $successor }: { $services }
date-sunset = { $word ->
    [before] آخر استخدام للمتجر
   *[other] إغلاق المتجر
}
date-app-delist = { $word ->
    [before] آخر تنزيل للتطبيق
   *[other] سحب التطبيق من متاجر التطبيقات
}
date-app-sunset = { $word ->
    [before] آخر استخدام للتطبيق
   *[other] توقف التطبيق عن العمل
}
date-redirects-end = { $word ->
    [before] آخر استخدام للروابط القديمة
   *[other] توقف الروابط القديمة
}
heading-past-dates = ما حدث وموعده
past-announce = الإعلان
past-sunset = إغلاق المتجر
past-app-delist = سحب التطبيق من متاجر التطبيقات
past-app-sunset = توقف التطبيق

heading-services = ما الذي يحدث لحسابكم وخدماتكم
heading-addresses = العناوين الجديدة لخدماتكم
heading-now = أين تجدون كل شيء
heading-apps = التطبيق
app-ends = { $word ->
    [before] يرجى إتمام ما ترغبون فيه في { $app } { $when }.
   *[other] يتوقف { $app } عن العمل { $when }.
}
app-delisted = { $word ->
    [before] يمكنكم تنزيل { $app } { $when }، لا بعد ذلك.
    [from] لا يمكن تنزيل { $app } { $when }.
   *[other] ينتهي تنزيل { $app } { $when }.
}
app-ended = لم يعد { $app } يعمل.
app-replacement = التطبيق البديل هو { $replacement }.
heading-stays = ما الذي لا يتغير
brand-continues = تستمر علامة { $brand } لدى { $successor }.
heading-also-closing = متاجر أخرى
also-closing = تُغلق أيضًا متاجر { $brand } الإلكترونية التالية؛ ويتلقى عملاؤها رسالة خاصة بهم:
untouched = لا يشمل هذا التغيير: { $list }.
untouched-for-now = لا يشمل هذا التغيير في الوقت الحالي: { $list }.
rights = لا تتغير حقوقكم القانونية، مثل حقوقكم عند وجود عيب في سلعة اشتريتموها.
no-action-at-all = لا يلزمكم فعل شيء من أجل هذا الانتقال.
heading-data = بياناتكم الشخصية
controller-change = المسؤول عن بياناتكم الشخصية حتى الانتقال: { $before }. وبعده: { $after }.
controller-same = يبقى { $after } مسؤولًا عن بياناتكم الشخصية.
data-rights = يمكنكم طلب نسخة من بياناتكم أو تصحيحها أو محوها أو الاعتراض على استخدامها. راسلونا على:
old-data = ما زال المتجر القديم يحتفظ ببيانات من قبل الانتقال: { $services }.
old-data-export = يمكنكم الحصول على نسخة منها حتى نهاية { $day }.
old-data-keep = تُحفظ حتى { $day }.
old-data-erase = تُمحى يوم { $day }.
heading-genuine = كيف تتأكدون من صحة الرسالة
genuine = كثيرًا ما يُتخذ مثل هذا الانتقال ذريعة للاحتيال. لا تدخلوا كلمة المرور أو بيانات الدفع إلا في هذه العناوين:
sender = نرسل رسائلنا عن هذا الانتقال من { $sender }.
heading-contact = أسئلة
contact = إذا كان لديكم سؤال أو لاحظتم نقصًا، فراسلونا على:
contact-service = يمكنكم الوصول إلى خدمة العملاء هنا:
button-brand = شاهدوا { $brand } لدى { $successor }
button-successor = الانتقال إلى { $successor }
button-destination = الانتقال إلى العنوان الجديد

page-title-notice = متجر { $brand } الإلكتروني وانتقاله إلى { $successor }
page-title-notice-alone = إغلاق متجر { $brand } الإلكتروني
page-title-gone = لم تعد هذه الصفحة موجودة
page-title-moving = يجري نقل هذا الجزء من المتجر
page-lead-notice = توضح هذه الصفحة ما يحدث لمتجر { $brand } الإلكتروني ({ $site }) وموعده. يحل محله { $successor }.
page-lead-notice-alone = توضح هذه الصفحة ما يحدث لمتجر { $brand } الإلكتروني ({ $site }) وموعده.
page-lead-gone = متجر { $brand } الإلكتروني في طور الإغلاق أو أُغلق، ولم تُنقل هذه الصفحة. ليس الخطأ في الرابط أو الإشارة المرجعية.
page-lead-moving = لا يمكن استخدامه أثناء النقل. يرجى العودة لاحقًا.
page-gone-plain = لم يعد هناك شيء في هذا العنوان. ليس الخطأ في الرابط أو الإشارة المرجعية.
page-notice-plain = المتجر { $site } يتغير.
page-title-plain = أخبار عن المتجر { $site }
page-destination = تجدون بديل المتجر هنا:

products-available = تبقى منتجات { $brand } متاحة.
support-uninterrupted = يستمر الإصلاح والضمان وخدمة العملاء دون انقطاع.
controller-purpose-same = يستخدم { $after } بياناتكم الشخصية للأغراض نفسها التي استخدمها لها { $before }.
controller-purpose-further = يستخدم { $after } بياناتكم الشخصية أيضًا لأغراض لم يستخدمها لها { $before }. يمكنكم السؤال عنها.
controller-countries = تُحفظ بياناتكم الشخصية عندئذ أو يُطّلع عليها في: { $countries }.
terms-right = بعض ذلك أسوأ لكم من ذي قبل: { $services }. يمكنكم لذلك إنهاء عقدكم مجانًا، والمهلة من استلام هذه الرسالة: { days }.

language-name = العربية
unsubscribe = إلغاء الاشتراك في هذه الرسائل
