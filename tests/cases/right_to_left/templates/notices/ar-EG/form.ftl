# Six plural forms; numbers come with the locale's own digits.
days = { $days-form ->
    [zero] { $days } يوم
    [one] يوم واحد
    [two] يومان
    [few] { $days } أيام
    [many] { $days } يومًا
   *[other] { $days } يوم
}
months = { $months-form ->
    [zero] { $months } شهر
    [one] شهر واحد
    [two] شهران
    [few] { $months } أشهر
    [many] { $months } شهرًا
   *[other] { $months } شهر
}
years = { $years-form ->
    [zero] { $years } سنة
    [one] سنة واحدة
    [two] سنتان
    [few] { $years } سنوات
    [many] { $years } سنة
   *[other] { $years } سنة
}

clock = { $time }

when-on = يوم { $day }
when-from = ابتداءً من { $day }
when-by = في موعد أقصاه { $day }
when-before = قبل { $day }
when-after = بعد { $day }
when-at = يوم { $day } الساعة { $time }
when-at-start = مع بداية يوم { $day }

local-time = التوقيت المحلي
zone-of-city = توقيت { $city }
zone-Africa-Cairo = توقيت القاهرة
zone-Europe-London = توقيت لندن

country-EG = مصر
country-GB = المملكة المتحدة
country-IN = الهند
