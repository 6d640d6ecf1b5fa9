# Date, ore, quantità: le piccole parti di cui sono fatti gli altri messaggi.
# Un messaggio non afferma alcun fatto: ogni data, indirizzo, nome o quantità è una variabile.
# Le preposizioni articolate davanti a una data sono adattate dal programma: «del 8» diventa «dell’8», «del martedì» «di martedì».

days = { $days } { $days-form ->
    [one] giorno
    [many] di giorni
   *[other] giorni
}
months = { $months } { $months-form ->
    [one] mese
    [many] di mesi
   *[other] mesi
}
years = { $years } { $years-form ->
    [one] anno
    [many] di anni
   *[other] anni
}

clock = { $time }

when-on = il { $day }
when-from = dal { $day }
when-by = entro il { $day }
when-before = prima del { $day }
when-after = dopo il { $day }
when-at = alle ore { $time } del { $day }
when-at-start = all’inizio del { $day }

local-time = ora locale
zone-of-city = ora locale, { $city }
zone-Africa-Johannesburg = ora di Johannesburg
zone-America-Chicago = ora di Chicago
zone-America-Los_Angeles = ora di Los Angeles
zone-America-New_York = ora di New York
zone-America-Toronto = ora di Toronto
zone-Asia-Jakarta = ora di Giacarta
zone-Asia-Kolkata = ora dell’India
zone-Asia-Shanghai = ora di Pechino
zone-Asia-Singapore = ora di Singapore
zone-Asia-Tokyo = ora di Tokyo
zone-Australia-Sydney = ora di Sydney
zone-Etc-UTC = tempo universale, UTC
zone-UTC = tempo universale, UTC
zone-Europe-Amsterdam = ora di Amsterdam
zone-Europe-Berlin = ora di Berlino
zone-Europe-Brussels = ora di Bruxelles
zone-Europe-Dublin = ora di Dublino
zone-Europe-Lisbon = ora di Lisbona
zone-Europe-London = ora di Londra
zone-Europe-Madrid = ora di Madrid
zone-Europe-Paris = ora di Parigi
zone-Europe-Rome = ora italiana
zone-Europe-Vienna = ora di Vienna
zone-Europe-Warsaw = ora di Varsavia
zone-Europe-Zurich = ora di Zurigo

country-AT = Austria
country-AU = Australia
country-BE = Belgio
country-BR = Brasile
country-CA = Canada
country-CH = Svizzera
country-CN = Cina
country-DE = Germania
country-ES = Spagna
country-FR = Francia
country-GB = Regno Unito
country-ID = Indonesia
country-IE = Irlanda
country-IN = India
country-IT = Italia
country-JP = Giappone
country-MX = Messico
country-NL = Paesi Bassi
country-PL = Polonia
country-PT = Portogallo
country-TR = Turchia
country-US = Stati Uniti
