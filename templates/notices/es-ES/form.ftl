# Fechas, horas, cantidades: las piezas con las que se forman los demás mensajes.
# Un mensaje no enuncia ningún hecho propio: cada fecha, dirección, nombre o cantidad es una variable.
# El programa pone «a la» donde la hora es la una.

days = { $days } { $days-form ->
    [one] día
    [many] de días
   *[other] días
}
months = { $months } { $months-form ->
    [one] mes
    [many] de meses
   *[other] meses
}
years = { $years } { $years-form ->
    [one] año
    [many] de años
   *[other] años
}

clock = { $hour }:{ $minute }

when-on = el { $day }
when-from = a partir del { $day }
when-by = a más tardar el { $day }
when-before = antes del { $day }
when-after = después del { $day }
when-at = a las { $time } del { $day }
when-at-start = justo al comienzo del { $day }

local-time = hora local
zone-of-city = hora local de { $city }
zone-Africa-Johannesburg = hora de Johannesburgo
zone-America-Chicago = hora de Chicago
zone-America-Los_Angeles = hora de Los Ángeles
zone-America-New_York = hora de Nueva York
zone-America-Toronto = hora de Toronto
zone-Asia-Jakarta = hora de Yakarta
zone-Asia-Kolkata = hora de la India
zone-Asia-Shanghai = hora de Pekín
zone-Asia-Singapore = hora de Singapur
zone-Asia-Tokyo = hora de Tokio
zone-Australia-Sydney = hora de Sídney
zone-Etc-UTC = tiempo universal, UTC
zone-UTC = tiempo universal, UTC
zone-Europe-Amsterdam = hora de Ámsterdam
zone-Europe-Berlin = hora de Berlín
zone-Europe-Brussels = hora de Bruselas
zone-Europe-Dublin = hora de Dublín
zone-Europe-Lisbon = hora de Lisboa
zone-Europe-London = hora de Londres
zone-Europe-Madrid = hora peninsular española
zone-Europe-Paris = hora de París
zone-Europe-Rome = hora de Roma
zone-Europe-Vienna = hora de Viena
zone-Europe-Warsaw = hora de Varsovia
zone-Europe-Zurich = hora de Zúrich

country-AT = Austria
country-AU = Australia
country-BE = Bélgica
country-BR = Brasil
country-CA = Canadá
country-CH = Suiza
country-CN = China
country-DE = Alemania
country-ES = España
country-FR = Francia
country-GB = Reino Unido
country-ID = Indonesia
country-IE = Irlanda
country-IN = India
country-IT = Italia
country-JP = Japón
country-MX = México
country-NL = Países Bajos
country-PL = Polonia
country-PT = Portugal
country-TR = Turquía
country-US = Estados Unidos
