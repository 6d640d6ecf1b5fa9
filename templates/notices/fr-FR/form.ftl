# Dates, heures, quantités : les petites pièces dont les autres messages sont faits.
# Un message n’énonce aucun fait : chaque date, hôte, nom ou quantité est une variable.
# Les espaces insécables devant « ; : ! ? » et dans les guillemets sont posées par le programme.

days = { $days } { $days-form ->
    [one] jour
    [many] de jours
   *[other] jours
}
months = { $months } { $months-form ->
    [one] mois
    [many] de mois
   *[other] mois
}
years = { $years } { $years-form ->
    [one] an
    [many] d’années
   *[other] ans
}

clock = { $hour } h { $minute }

when-on = le { $day }
when-from = à partir du { $day }
when-by = au plus tard le { $day }
when-before = avant le { $day }
when-after = après le { $day }
when-at = le { $day } à { $time }
when-at-start = au tout début du { $day }

local-time = heure locale
zone-of-city = heure locale, { $city }
zone-Africa-Johannesburg = heure de Johannesbourg
zone-America-Chicago = heure de Chicago
zone-America-Los_Angeles = heure de Los Angeles
zone-America-New_York = heure de New York
zone-America-Toronto = heure de Toronto
zone-Asia-Jakarta = heure de Jakarta
zone-Asia-Kolkata = heure de l’Inde
zone-Asia-Shanghai = heure de Pékin
zone-Asia-Singapore = heure de Singapour
zone-Asia-Tokyo = heure de Tokyo
zone-Australia-Sydney = heure de Sydney
zone-Etc-UTC = temps universel, UTC
zone-UTC = temps universel, UTC
zone-Europe-Amsterdam = heure d’Amsterdam
zone-Europe-Berlin = heure de Berlin
zone-Europe-Brussels = heure de Bruxelles
zone-Europe-Dublin = heure de Dublin
zone-Europe-Lisbon = heure de Lisbonne
zone-Europe-London = heure de Londres
zone-Europe-Madrid = heure de Madrid
zone-Europe-Paris = heure de Paris
zone-Europe-Rome = heure de Rome
zone-Europe-Vienna = heure de Vienne
zone-Europe-Warsaw = heure de Varsovie
zone-Europe-Zurich = heure de Zurich

country-AT = Autriche
country-AU = Australie
country-BE = Belgique
country-BR = Brésil
country-CA = Canada
country-CH = Suisse
country-CN = Chine
country-DE = Allemagne
country-ES = Espagne
country-FR = France
country-GB = Royaume-Uni
country-ID = Indonésie
country-IE = Irlande
country-IN = Inde
country-IT = Italie
country-JP = Japon
country-MX = Mexique
country-NL = Pays-Bas
country-PL = Pologne
country-PT = Portugal
country-TR = Turquie
country-US = États-Unis
