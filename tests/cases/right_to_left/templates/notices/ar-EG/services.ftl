service-accounts = حسابكم
service-orders = الطلبات السابقة
service-open-orders = الطلبات الجارية
service-returns = المرتجعات
service-after-sales = الإصلاح والضمان
service-logistics = سجل التوصيل
service-feedback = التقييمات والتعليقات
service-loyalty-points = نقاط الولاء
service-coupons = القسائم
service-stored-value = بطاقات الهدايا والرصيد
service-addresses = العناوين المحفوظة
service-consent = النشرة البريدية وخيارات الخصوصية
service-customer-service = خدمة العملاء
service-catalogue = المنتجات
service-other = خدمات أخرى
service-named = { $service } ({ $name })

fate-transfer = تنتقل هذه الخدمة إلى { $successor }.
fate-reissue = تنتهي هذه الخدمة هنا، ويمنحكم إياها { $successor } من جديد.
fate-reroute = يتولى { $successor } هذه الخدمة.
fate-end = تنتهي هذه الخدمة ولا تُنقل.
fate-accounts-transfer = ينتقل حسابكم إلى { $successor }.
fate-orders-transfer = تُنقل طلباتكم السابقة إلى { $successor }، ويمكنكم الاطلاع عليها هناك.
fate-open-orders-transfer = تنتقل الطلبات التي لم تصلكم بعد إلى { $successor } الذي يتمّها.
fate-returns-transfer = تنتقل المرتجعات، بما فيها التي بدأتموها، إلى { $successor }.
fate-returns-reroute = لإرجاع سلعة، راجعوا { $successor }.
fate-after-sales-transfer = تنتقل حالات الإصلاح والضمان إلى { $successor }.
fate-after-sales-reroute = للإصلاح والضمان، راجعوا { $successor }.
fate-logistics-transfer = يُنقل سجل توصيل طلباتكم إلى { $successor }.
fate-feedback-transfer = تُنقل تقييماتكم وتعليقاتكم إلى { $successor }.
fate-loyalty-points-transfer = تُنقل نقاطكم إلى { $successor }.
fate-loyalty-points-reissue = تنتهي نقاطكم هنا، ويضيفها { $successor } إليكم من جديد.
fate-loyalty-points-end = تنتهي نقاطكم ولا تُنقل.
fate-coupons-transfer = تُنقل قسائمكم إلى { $successor }.
fate-coupons-reissue = تنتهي قسائمكم هنا، ويصدرها { $successor } لكم من جديد.
fate-coupons-end = تنتهي قسائمكم ولا تُنقل.
fate-stored-value-transfer = تُنقل بطاقات هداياكم ورصيدكم إلى { $successor }.
fate-stored-value-reissue = تنتهي بطاقات هداياكم ورصيدكم هنا، ويصدرها { $successor } لكم من جديد.
fate-stored-value-end = تنتهي بطاقات هداياكم ورصيدكم ولا تُنقل.
fate-addresses-transfer = تُنقل عناوينكم المحفوظة إلى { $successor }.
fate-consent-end = لا تُنقل اشتراكاتكم في النشرة البريدية وخيارات الخصوصية.
fate-consent-transfer = تُنقل اشتراكاتكم في النشرة البريدية وخيارات الخصوصية إلى { $successor }.
fate-customer-service-transfer = تنتقل خدمة العملاء إلى { $successor }.
fate-customer-service-reroute = لخدمة العملاء، راجعوا { $successor }.
fate-catalogue-transfer = تنتقل مجموعة { $brand } كاملة إلى { $successor }.
fate-catalogue-transfer-but = تنتقل مجموعة { $brand } إلى { $successor } باستثناء { $lines }.
tail = يستمر ذلك بعد التوصيل مدة: { $span }.
tail-open-orders = يُتابَع الطلب بعد توصيله، وبعد إغلاق المتجر أيضًا، مدة: { $span }.
tail-returns = يمكن إرجاع ما طلبتموه هنا بعد توصيله، وبعد إغلاق المتجر أيضًا، مدة: { $span }.

timing-window = يجري النقل { $since } ويكتمل { $until }.
timing-instant = يسري ذلك { $since }.
timing-until = يكتمل النقل { $until }.
timing-end = { $word ->
    [before] تتاح هذه الخدمة { $when }، لا بعد ذلك.
    [from] لا تتاح هذه الخدمة { $when }.
   *[other] تنتهي هذه الخدمة { $when }.
}
timing-end-consent = { $word ->
    [before] تسري { $when }، لا بعد ذلك.
    [from] لا تسري { $when }.
   *[other] تنتهي { $when }.
}
timing-end-coupons = { $word ->
    [before] يرجى استخدام ما لديكم { $when }.
    [from] لا يمكن استخدامها { $when }.
   *[other] تنتهي { $when }.
}
timing-end-loyalty-points = { $word ->
    [before] يرجى استخدام ما لديكم { $when }.
    [from] لا يمكن استخدامها { $when }.
   *[other] تنتهي { $when }.
}
timing-end-stored-value = { $word ->
    [before] يرجى استخدام ما لديكم { $when }.
    [from] لا يمكن استخدامها { $when }.
   *[other] تنتهي { $when }.
}
gap = تتوقف هذه الخدمة مؤقتًا ابتداءً من { $from } وتعود { $until }؛ أقصى مدة للانقطاع: { days }.
gap-loyalty-points = لا يمكنكم استخدام نقاطكم ابتداءً من { $from }. تعود متاحة { $until }؛ أقصى مدة للانقطاع: { days }.
gap-coupons = لا يمكنكم استخدام قسائمكم ابتداءً من { $from }. تعود متاحة { $until }؛ أقصى مدة للانقطاع: { days }.
gap-stored-value = لا يمكنكم استخدام بطاقات هداياكم ورصيدكم ابتداءً من { $from }. تعود متاحة { $until }؛ أقصى مدة للانقطاع: { days }.
cohort-held = المعتمد هو الرصيد الذي لديكم { $when }.
cohort-valid = يشمل ذلك ما كان ساريًا { $when }.
cohort-loyalty-points-held = المعتمد هو رصيد النقاط الذي لديكم { $when }.
cohort-coupons-valid = يشمل ذلك كل قسيمة سارية { $when }.
cohort-coupons-issued = يشمل ذلك كل قسيمة صدرت { $when }.
cohort-issued = يشمل ذلك ما صدر { $when }.
rate = التحويل: { $old } مقابل { $new }.
rate-loyalty-points = { $old-form ->
    [zero] { $old } نقطة هنا
    [one] نقطة واحدة هنا
    [two] نقطتان هنا
    [few] { $old } نقاط هنا
    [many] { $old } نقطة هنا
   *[other] { $old } نقطة هنا
} = { $new-form ->
    [zero] { $new } نقطة لدى { $successor }.
    [one] نقطة واحدة لدى { $successor }.
    [two] نقطتان لدى { $successor }.
    [few] { $new } نقاط لدى { $successor }.
    [many] { $new } نقطة لدى { $successor }.
   *[other] { $new } نقطة لدى { $successor }.
}
rounding-up = تُقرَّب الكسور إلى الأعلى.
rounding-down = تُقرَّب الكسور إلى الأدنى.
rounding-nearest = تُقرَّب الكسور إلى أقرب عدد صحيح.
reduced-value = ما تحصلون عليه أقل قيمة مما كان لديكم.
reduced-validity = ما تحصلون عليه يسري مدة أقصر مما كان لديكم.
reduced-minimum-spend = الحد الأدنى للشراء أعلى من ذي قبل.
reduced-scope = ما تحصلون عليه يصلح لمشتريات أقل مما كان لديكم.
compensation = تحصلون على تعويض عن هذه المدة؛ يمكن لخدمة العملاء إيضاحه.
compensation-validity-extended-by-the-gap = تعويضًا عن ذلك، تُمدَّد الصلاحية بقدر مدة الانقطاع.
valid-for = مدة الاستخدام بعد العودة: { $span }.
no-action = لا يلزمكم فعل شيء.
match-account = لا يلزمكم فعل شيء إذا تعرّف { $successor } على حسابكم. إذا لم تجدوه هناك، فتواصلوا معنا.
match-service = بعد التعرف على حسابكم، لا يلزمكم فعل شيء.
where = العنوان الجديد:
reach = للتواصل:

now-transfer = اكتمل النقل إلى { $successor }.
now-reissue = أصدرها { $successor } من جديد.
now-reroute = يتولاها { $successor }.
now-end = انتهت هذه الخدمة.
now-pending = ما زال ذلك جاريًا، ويكتمل { $until }.
