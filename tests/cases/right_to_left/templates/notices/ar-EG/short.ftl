short-state = سيُغلق متجر { $brand } الإلكتروني وينتقل إلى { $successor }.
short-state-alone = سيُغلق متجر { $brand } الإلكتروني.
short-closed = أُغلق متجر { $brand } الإلكتروني. حل محله { $successor }.
short-closed-alone = أُغلق متجر { $brand } الإلكتروني.

short-sales-stop = { $word ->
    [before] آخر الطلبات { $when } ({ $zone }).
    [from] لا طلبات جديدة { $when } ({ $zone }).
   *[other] تنتهي الطلبات { $when } ({ $zone }).
}
short-freeze = { $word ->
    [before] آخر استخدام لبعض الخدمات { $when } ({ $zone }).
   *[other] تتوقف بعض الخدمات مؤقتًا { $when } ({ $zone }).
}
short-sunset = { $word ->
    [before] آخر استخدام { $when } ({ $zone }).
   *[other] يُغلق { $when } ({ $zone }).
}
short-app-sunset = { $word ->
    [before] آخر استخدام للتطبيق { $when } ({ $zone }).
   *[other] يتوقف التطبيق عن العمل { $when } ({ $zone }).
}
short-app-delist = { $word ->
    [before] آخر تنزيل للتطبيق { $when } ({ $zone }).
   *[other] يُسحب التطبيق من متاجر التطبيقات { $when } ({ $zone }).
}
short-changed = تغيّر أحد مواعيد متجر { $brand } الإلكتروني.
short-changed-several = تغيّرت مواعيد لمتجر { $brand } الإلكتروني.
short-correction = { $what }: { $is } ({ $zone }). ما ذكرناه سابقًا: { $was }.
short-correction-never = { $what }: ما ذكرناه سابقًا { $was } ({ $zone }). لن يحدث ذلك.
short-more = ما الذي يتغير ومتى

short-title-announcement = متجر { $brand } الإلكتروني سيُغلق
short-title-reminder = تذكير: متجر { $brand } الإلكتروني
short-title-closed = أُغلق متجر { $brand } الإلكتروني
short-title-afterwards = متجر { $brand }: إلى أين الآن
short-title-correction = متجر { $brand } الإلكتروني: تصحيح

banner-label = أخبار متجر { $brand } الإلكتروني

sms-state = { $brand }: سيُغلق متجرنا الإلكتروني وينتقل إلى { $successor }.
sms-state-alone = { $brand }: سيُغلق متجرنا الإلكتروني.
sms-closed = { $brand }: أُغلق متجرنا الإلكتروني. حل محله { $successor }.
sms-closed-alone = { $brand }: أُغلق متجرنا الإلكتروني.
sms-changed = { $brand }: تغيّر أحد مواعيد متجرنا الإلكتروني.
sms-changed-several = { $brand }: تغيّرت مواعيد لمتجرنا الإلكتروني.
sms-more = للمزيد: { $url }
