# Dates, times, amounts: the small parts that other messages are put together from.
# A message states no fact of its own: every date, host, name and amount is a variable.

days = { $days } { $days-form ->
    [one] day
   *[other] days
}

months = { $months } { $months-form ->
    [one] month
   *[other] months
}
years = { $years } { $years-form ->
    [one] year
   *[other] years
}

# $time is the locale's own form; $half is am, pm or noon.
clock = { $half ->
    [noon] midday
    [am] { $hour-of-half }:{ $minute }am
   *[pm] { $hour-of-half }:{ $minute }pm
}

when-on = on { $day }
when-from = from { $day }
when-by = by { $day }
when-before = before { $day }
when-after = after { $day }
when-at = at { $time } on { $day }
when-at-start = at the very start of { $day }

local-time = local time
zone-of-city = { $city } time
zone-Africa-Johannesburg = South African time
zone-America-Chicago = US Central time
zone-America-Los_Angeles = US Pacific time
zone-America-New_York = US Eastern time
zone-America-Toronto = Toronto time
zone-Asia-Jakarta = Jakarta time
zone-Asia-Kolkata = Indian time
zone-Asia-Shanghai = Chinese time
zone-Asia-Singapore = Singapore time
zone-Asia-Tokyo = Japanese time
zone-Australia-Sydney = Sydney time
zone-Etc-UTC = UTC
zone-UTC = UTC
zone-Europe-Amsterdam = Amsterdam time
zone-Europe-Berlin = Berlin time
zone-Europe-Brussels = Brussels time
zone-Europe-Dublin = Irish time
zone-Europe-Lisbon = Lisbon time
zone-Europe-London = UK time
zone-Europe-Madrid = Madrid time
zone-Europe-Paris = Paris time
zone-Europe-Rome = Rome time
zone-Europe-Vienna = Vienna time
zone-Europe-Warsaw = Warsaw time
zone-Europe-Zurich = Zurich time

country-AT = Austria
country-AU = Australia
country-BE = Belgium
country-BR = Brazil
country-CA = Canada
country-CH = Switzerland
country-CN = China
country-DE = Germany
country-ES = Spain
country-FR = France
country-GB = United Kingdom
country-ID = Indonesia
country-IE = Ireland
country-IN = India
country-IT = Italy
country-JP = Japan
country-MX = Mexico
country-NL = Netherlands
country-PL = Poland
country-PT = Portugal
country-TR = Türkiye
country-US = United States
