# Daten, Uhrzeiten, Mengen: die kleinen Teile, aus denen die anderen Meldungen bestehen.
# Eine Meldung nennt keine eigene Tatsache: Jedes Datum, jede Adresse, jeder Name und jede Menge ist eine Variable.
# Vor einem Wochentag setzt das Programm den Artikel um: „vor dem Dienstag, …“ wird „vor Dienstag, dem …“.

days = { $days } { $days-form ->
    [one] Tag
   *[other] Tage
}
months = { $months } { $months-form ->
    [one] Monat
   *[other] Monate
}
years = { $years } { $years-form ->
    [one] Jahr
   *[other] Jahre
}

clock = { $time } Uhr

when-on = am { $day }
when-from = ab dem { $day }
when-by = spätestens am { $day }
when-before = vor dem { $day }
when-after = nach dem { $day }
when-at = am { $day } um { $time }
when-at-start = am { $day }, gleich zu Tagesbeginn

local-time = Ortszeit
zone-of-city = Ortszeit { $city }
zone-Africa-Johannesburg = Ortszeit Johannesburg
zone-America-Chicago = Ortszeit Chicago
zone-America-Los_Angeles = Ortszeit Los Angeles
zone-America-New_York = New Yorker Zeit
zone-America-Toronto = Ortszeit Toronto
zone-Asia-Jakarta = Ortszeit Jakarta
zone-Asia-Kolkata = Ortszeit Indien
zone-Asia-Shanghai = Pekinger Zeit
zone-Asia-Singapore = Ortszeit Singapur
zone-Asia-Tokyo = Ortszeit Tokio
zone-Australia-Sydney = Ortszeit Sydney
zone-Etc-UTC = Weltzeit, UTC
zone-UTC = Weltzeit, UTC
zone-Europe-Amsterdam = Amsterdamer Zeit
zone-Europe-Berlin = Berliner Zeit
zone-Europe-Brussels = Brüsseler Zeit
zone-Europe-Dublin = Dubliner Zeit
zone-Europe-Lisbon = Ortszeit Lissabon
zone-Europe-London = Londoner Zeit
zone-Europe-Madrid = Madrider Zeit
zone-Europe-Paris = Pariser Zeit
zone-Europe-Rome = Ortszeit Rom
zone-Europe-Vienna = Wiener Zeit
zone-Europe-Warsaw = Warschauer Zeit
zone-Europe-Zurich = Zürcher Zeit

country-AT = Österreich
country-AU = Australien
country-BE = Belgien
country-BR = Brasilien
country-CA = Kanada
country-CH = Schweiz
country-CN = China
country-DE = Deutschland
country-ES = Spanien
country-FR = Frankreich
country-GB = Vereinigtes Königreich
country-ID = Indonesien
country-IE = Irland
country-IN = Indien
country-IT = Italien
country-JP = Japan
country-MX = Mexiko
country-NL = Niederlande
country-PL = Polen
country-PT = Portugal
country-TR = Türkei
country-US = Vereinigte Staaten
