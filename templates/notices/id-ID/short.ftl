# Yang dikatakan dengan singkat: pada bilah situs, notifikasi push, di aplikasi, dan lewat SMS.
# Setiap teks dibaca lama setelah ditulis, jadi tidak ada yang mengatakan “hari ini” atau “segera”.

short-state = Toko online { $brand } ditutup dan beralih ke { $successor }.
short-state-alone = Toko online { $brand } ditutup.
short-closed = Toko online { $brand } sudah ditutup. { $successor } telah menggantikannya.
short-closed-alone = Toko online { $brand } sudah ditutup.

short-sales-stop = { $word ->
    [before] Pesanan terakhir { $when } ({ $zone }).
    [from] Pesanan baru tidak diterima { $when } ({ $zone }).
   *[other] Pemesanan berakhir { $when } ({ $zone }).
}
short-freeze = { $word ->
    [before] Penggunaan terakhir sejumlah layanan { $when } ({ $zone }).
   *[other] Sejumlah layanan dijeda { $when } ({ $zone }).
}
short-sunset = { $word ->
    [before] Penggunaan terakhir { $when } ({ $zone }).
   *[other] Ditutup { $when } ({ $zone }).
}
short-app-sunset = { $word ->
    [before] Penggunaan terakhir aplikasi { $when } ({ $zone }).
    [from] Aplikasi tidak berfungsi lagi { $when } ({ $zone }).
   *[other] Aplikasi berhenti berfungsi { $when } ({ $zone }).
}
short-app-delist = { $word ->
    [before] Unduhan terakhir aplikasi { $when } ({ $zone }).
    [from] Aplikasi tidak tersedia lagi di toko aplikasi { $when } ({ $zone }).
   *[other] Aplikasi ditarik dari toko aplikasi { $when } ({ $zone }).
}
short-changed = Ada tanggal toko online { $brand } yang berubah.
short-changed-several = Beberapa tanggal toko online { $brand } berubah.
short-correction = { $what }: { $is } ({ $zone }). Sebelumnya kami sampaikan: { $was }.
short-correction-never = { $what }: sebelumnya kami sampaikan { $was } ({ $zone }). Hal ini tidak akan terjadi.
short-more = Apa yang berubah, dan kapan

# Paling banyak lima puluh karakter, termasuk nama.
short-title-announcement = Toko online { $brand } ditutup
short-title-reminder = Pengingat: toko online { $brand }
short-title-closed = Toko online { $brand } sudah ditutup
short-title-afterwards = Toko online { $brand }: ke mana sekarang
short-title-correction = Toko online { $brand }: ralat

banner-label = Kabar tentang toko online { $brand }

# SMS diawali dengan nama pengirim.
sms-state = { $brand }: toko online kami ditutup dan beralih ke { $successor }.
sms-state-alone = { $brand }: toko online kami ditutup.
sms-closed = { $brand }: toko online kami sudah ditutup. { $successor } telah menggantikannya.
sms-closed-alone = { $brand }: toko online kami sudah ditutup.
sms-changed = { $brand }: ada tanggal toko online kami yang berubah.
sms-changed-several = { $brand }: beberapa tanggal toko online kami berubah.
sms-more = Info: { $url }
