# Tanggal, waktu, jumlah: bagian-bagian kecil yang menyusun pesan lain.
# Pesan tidak menyatakan fakta sendiri: setiap tanggal, alamat, nama, dan jumlah adalah variabel.

days = { $days } hari
months = { $months } bulan
years = { $years } tahun

clock = { $time }

when-on = pada { $day }
when-from = mulai { $day }
when-by = paling lambat { $day }
when-before = sebelum { $day }
when-after = setelah { $day }
when-at = pada { $day } pukul { $time }
when-at-start = tepat pada awal { $day }

local-time = waktu setempat
zone-of-city = waktu { $city }
zone-Africa-Johannesburg = waktu Johannesburg
zone-America-Chicago = waktu Chicago
zone-America-Los_Angeles = waktu Los Angeles
zone-America-New_York = waktu New York
zone-America-Toronto = waktu Toronto
zone-Asia-Jakarta = WIB
zone-Asia-Jayapura = WIT
zone-Asia-Makassar = WITA
zone-Asia-Kolkata = waktu India
zone-Asia-Shanghai = waktu Beijing
zone-Asia-Singapore = waktu Singapura
zone-Asia-Tokyo = waktu Tokyo
zone-Australia-Sydney = waktu Sydney
zone-Etc-UTC = waktu universal, UTC
zone-UTC = waktu universal, UTC
zone-Europe-Amsterdam = waktu Amsterdam
zone-Europe-Berlin = waktu Berlin
zone-Europe-Brussels = waktu Brussel
zone-Europe-Dublin = waktu Dublin
zone-Europe-Lisbon = waktu Lisboa
zone-Europe-London = waktu London
zone-Europe-Madrid = waktu Madrid
zone-Europe-Paris = waktu Paris
zone-Europe-Rome = waktu Roma
zone-Europe-Vienna = waktu Wina
zone-Europe-Warsaw = waktu Warsawa
zone-Europe-Zurich = waktu Zürich

country-AT = Austria
country-AU = Australia
country-BE = Belgia
country-BR = Brasil
country-CA = Kanada
country-CH = Swiss
country-CN = Tiongkok
country-DE = Jerman
country-ES = Spanyol
country-FR = Prancis
country-GB = Inggris Raya
country-ID = Indonesia
country-IE = Irlandia
country-IN = India
country-IT = Italia
country-JP = Jepang
country-MX = Meksiko
country-NL = Belanda
country-PL = Polandia
country-PT = Portugal
country-TR = Turki
country-US = Amerika Serikat
