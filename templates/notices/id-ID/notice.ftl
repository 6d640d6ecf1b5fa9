# Hal pertama yang dikatakan setiap pemberitahuan, beserta judul-judulnya.

subject-announcement = Toko online { $brand } ditutup dan beralih ke { $successor }
subject-announcement-alone = Toko online { $brand } ditutup
subject-reminder-sunset = { $word ->
    [before] Pengingat: selesaikan keperluan Anda di toko online { $brand } { $when }
   *[other] Pengingat: toko online { $brand } ditutup { $when }
}
subject-reminder-sales-stop = { $word ->
    [before] Pengingat: pesanan terakhir di toko online { $brand } { $when }
    [from] Pengingat: pesanan baru di toko online { $brand } tidak diterima { $when }
   *[other] Pengingat: pemesanan di toko online { $brand } berakhir { $when }
}
subject-reminder-freeze = { $word ->
    [before] Pengingat: gunakan sejumlah layanan { $brand } { $when }
   *[other] Pengingat: sejumlah layanan { $brand } dijeda { $when }
}
subject-reminder-app-sunset = { $word ->
    [before] Pengingat: gunakan aplikasi { $brand } { $when }
    [from] Pengingat: aplikasi { $brand } tidak berfungsi lagi { $when }
   *[other] Pengingat: aplikasi { $brand } berhenti berfungsi { $when }
}
subject-reminder-app-delist = { $word ->
    [before] Pengingat: unduh aplikasi { $brand } { $when }
    [from] Pengingat: aplikasi { $brand } tidak tersedia lagi di toko aplikasi { $when }
   *[other] Pengingat: aplikasi { $brand } ditarik dari toko aplikasi { $when }
}
subject-last-day = { $last-day }: hari terakhir toko online { $brand }
subject-last-day-sales-stop = { $last-day }: hari terakhir memesan di toko online { $brand }
subject-last-day-freeze = { $last-day }: hari terakhir menggunakan sejumlah layanan { $brand } sebelum dijeda
subject-last-day-app-sunset = { $last-day }: hari terakhir aplikasi { $brand }
subject-last-day-app-delist = { $last-day }: hari terakhir mengunduh aplikasi { $brand }
subject-closed = Toko online { $brand } sudah ditutup dan digantikan oleh { $successor }
subject-closed-alone = Toko online { $brand } sudah ditutup
subject-afterwards = Toko online { $brand } sudah ditutup: di mana menemukan semuanya

subject-correction = Ralat: ada tanggal toko online { $brand } yang berubah
lead-correction = Kami pernah memberitahukan tanggal untuk toko online { $brand } ({ $site }) yang kini tidak benar lagi. Berikut perubahannya; yang berlaku adalah isi pesan ini.
heading-correction = Yang berubah
correction-is = Sebelumnya kami sampaikan: { $was }. Yang benar: { $is }.
correction-never = Sebelumnya kami sampaikan: { $was }. Hal ini tidak akan terjadi.

greeting = Pelanggan yang terhormat,

lead-announcement = Kami menutup toko online { $brand } ({ $site }). { $successor } akan menggantikannya. Pesan ini menjelaskan apa yang berubah bagi Anda, dan kapan.
lead-announcement-alone = Kami menutup toko online { $brand } ({ $site }). Pesan ini menjelaskan apa yang berubah bagi Anda, dan kapan.
reason-one-platform = Merek-merek { $successor } disatukan dalam satu platform.
reason-unified-presence = { $successor } ingin agar merek-mereknya dapat ditemukan di satu tempat.
reason-efficiency = Hal yang dahulu dikerjakan terpisah oleh dua toko akan dikerjakan satu kali saja.
destination = Pengganti toko ini ada di { $destination }.
lead-sunset = { $word ->
    [before] Mohon selesaikan semua keperluan Anda di toko { $when }. Anda dapat menggunakannya sampai { $last-day } pukul { $last-time } ({ $zone }).
   *[other] Toko ditutup { $when }. Anda dapat menggunakannya sampai { $last-day } pukul { $last-time } ({ $zone }).
}
lead-sales-stop = { $word ->
    [before] Jika Anda ingin memesan sesuatu di toko online { $brand } ({ $site }), mohon lakukan { $when } ({ $zone }).
    [from] Anda tidak dapat lagi memesan di toko online { $brand } ({ $site }) { $when } ({ $zone }).
   *[other] Pemesanan di toko online { $brand } ({ $site }) berakhir { $when } ({ $zone }).
}
lead-freeze = { $word ->
    [before] Sejumlah layanan toko online { $brand } ({ $site }) akan segera dijeda. Mohon gunakan layanan itu { $when } ({ $zone }). Daftar layanan dan lama jedanya tercantum di bawah.
   *[other] Sejumlah layanan toko online { $brand } ({ $site }) dijeda { $when } ({ $zone }). Daftar layanan dan lama jedanya tercantum di bawah.
}
lead-app-sunset = { $word ->
    [before] Aplikasi { $brand } akan dihentikan. Mohon selesaikan keperluan Anda di dalamnya { $when } ({ $zone }).
    [from] Aplikasi { $brand } tidak berfungsi lagi { $when } ({ $zone }).
   *[other] Aplikasi { $brand } berhenti berfungsi { $when } ({ $zone }).
}
lead-app-delist = { $word ->
    [before] Aplikasi { $brand } akan ditarik dari toko aplikasi. Jika Anda memerlukannya, mohon unduh { $when } ({ $zone }).
    [from] Aplikasi { $brand } tidak tersedia lagi di toko aplikasi { $when } ({ $zone }).
   *[other] Aplikasi { $brand } ditarik dari toko aplikasi { $when } ({ $zone }).
}
lead-reminder = Toko online { $brand } ({ $site }) akan ditutup.
days-left = Terhitung dari { $today }, waktu Anda tinggal { days }.
lead-last-day = { $last-day } adalah hari terakhir Anda dapat menggunakan toko online { $brand } ({ $site }). Toko ini terbuka bagi Anda sampai pukul { $last-time } ({ $zone }).
lead-last-day-sales-stop = { $last-day } adalah hari terakhir Anda dapat memesan di toko online { $brand } ({ $site }). Pesanan diterima sampai pukul { $last-time } ({ $zone }).
lead-last-day-freeze = { $last-day } adalah hari terakhir Anda dapat menggunakan sejumlah layanan toko online { $brand } ({ $site }) sebelum dijeda. Layanan itu tersedia sampai pukul { $last-time } ({ $zone }); daftar layanan dan lama jedanya tercantum di bawah.
lead-last-day-app-sunset = { $last-day } adalah hari terakhir Anda dapat menggunakan aplikasi { $brand }. Aplikasi berfungsi sampai pukul { $last-time } ({ $zone }).
lead-last-day-app-delist = { $last-day } adalah hari terakhir Anda dapat mengunduh aplikasi { $brand }. Aplikasi tersedia di toko aplikasi sampai pukul { $last-time } ({ $zone }).
lead-closed = Toko online { $brand } ({ $site }) sudah ditutup. { $successor } telah menggantikannya.
lead-closed-alone = Toko online { $brand } ({ $site }) sudah ditutup.
lead-afterwards = Toko online { $brand } ({ $site }) sudah ditutup. Jika Anda melewatkan pesan kami sebelumnya, berikut tempat menemukan semuanya.

heading-dates = Tanggal penting
dates-zone = Semua tanggal dan waktu dinyatakan dalam { $zone }.
dates-zones = Semua tanggal dan waktu mengikuti jam setiap toko: { $zones }.
zone-of-site = { $zone } untuk { $site }
date-migrate = Beralih ke { $successor }
date-migrate-alone = Pemindahan layanan Anda
date-sales-stop = { $word ->
    [before] Pesanan terakhir
    [from] Pesanan baru tidak diterima
   *[other] Pemesanan berakhir
}
date-freeze = { $word ->
    [before] Penggunaan terakhir sejumlah layanan
   *[other] Sejumlah layanan dijeda
}
date-freeze-of = { $word ->
    [before] Penggunaan terakhir di sini: { $services }
   *[other] Dijeda: { $services }
}
date-restore = Pemindahan layanan selesai
date-restore-of = Tersedia di { $successor }: { $services }
date-sunset = { $word ->
    [before] Penggunaan terakhir toko
   *[other] Toko ditutup
}
date-app-delist = { $word ->
    [before] Unduhan terakhir aplikasi
    [from] Aplikasi tidak tersedia lagi di toko aplikasi
   *[other] Aplikasi ditarik dari toko aplikasi
}
date-app-sunset = { $word ->
    [before] Penggunaan terakhir aplikasi
    [from] Aplikasi tidak berfungsi lagi
   *[other] Aplikasi berhenti berfungsi
}
date-redirects-end = { $word ->
    [before] Penggunaan terakhir tautan lama
    [from] Tautan lama tidak berfungsi lagi
   *[other] Tautan lama berhenti berfungsi
}
heading-past-dates = Yang sudah terjadi, dan kapan
past-announce = Pengumuman
past-sunset = Penutupan toko
past-app-delist = Penarikan aplikasi dari toko aplikasi
past-app-sunset = Penghentian aplikasi

heading-services = Yang terjadi pada akun dan layanan Anda
heading-addresses = Alamat baru layanan Anda
heading-now = Tempat menemukan semuanya
heading-apps = Aplikasi
app-ends = { $word ->
    [before] Mohon selesaikan keperluan Anda di { $app } { $when }.
    [from] { $app } tidak berfungsi lagi { $when }.
   *[other] { $app } berhenti berfungsi { $when }.
}
app-delisted = { $word ->
    [before] Anda dapat mengunduh { $app } { $when }, tidak sesudahnya.
    [from] Anda tidak dapat lagi mengunduh { $app } { $when }.
   *[other] Pengunduhan { $app } berakhir { $when }.
}
app-ended = { $app } tidak berfungsi lagi.
app-replacement = Aplikasi penggantinya adalah { $replacement }.
heading-stays = Yang tidak berubah
brand-continues = Merek { $brand } tetap ada di { $successor }.
heading-also-closing = Toko lain
also-closing = Toko online { $brand } berikut juga ditutup; pelanggannya menerima pesan tersendiri:
untouched = Perubahan ini tidak memengaruhi { $list }.
untouched-for-now = Untuk saat ini, perubahan ini tidak memengaruhi { $list }.
rights = Hak Anda menurut undang-undang, misalnya jika barang yang Anda beli cacat, tidak berubah.
no-action-at-all = Anda tidak perlu melakukan apa pun untuk peralihan ini.
heading-data = Data pribadi Anda
controller-change = Pengendali data pribadi Anda sampai peralihan adalah { $before }, dan sesudahnya { $after }.
controller-same = Pengendali data pribadi Anda tetap { $after }.
data-rights = Anda dapat meminta salinan data Anda, meminta data itu diperbaiki atau dihapus, atau menolak penggunaannya. Kirim permintaan ke:
old-data = Toko lama masih menyimpan data dari sebelum peralihan: { $services }.
old-data-export = Anda dapat memperoleh salinannya sampai akhir { $day }.
old-data-keep = Data itu disimpan sampai { $day }.
old-data-erase = Data itu dihapus pada { $day }.
heading-genuine = Memastikan pesan itu asli
genuine = Peralihan seperti ini sering dijadikan dalih penipuan. Masukkan kata sandi atau data pembayaran Anda hanya di alamat berikut:
sender = Pesan tentang peralihan ini kami kirim dari { $sender }.
heading-contact = Pertanyaan
contact = Jika Anda memiliki pertanyaan, atau ada yang kurang, kirim pesan ke:
contact-service = Anda dapat menghubungi layanan pelanggan di sini:
button-brand = Lihat { $brand } di { $successor }
button-successor = Buka { $successor }
button-destination = Buka alamat baru

page-title-notice = Toko online { $brand } dan peralihannya ke { $successor }
page-title-notice-alone = Penutupan toko online { $brand }
page-title-gone = Halaman ini sudah tidak ada
page-title-moving = Bagian toko ini sedang dipindahkan
page-lead-notice = Halaman ini menjelaskan apa yang terjadi pada toko online { $brand } ({ $site }), dan kapan. { $successor } menggantikannya.
page-lead-notice-alone = Halaman ini menjelaskan apa yang terjadi pada toko online { $brand } ({ $site }), dan kapan.
page-lead-gone = Toko online { $brand } akan atau sudah ditutup, dan halaman ini tidak ikut dipindahkan. Tautan atau markah Anda tidak salah.
page-lead-moving = Selama dipindahkan, bagian ini tidak dapat digunakan. Silakan kembali lagi nanti.
page-gone-plain = Tidak ada apa pun lagi di alamat ini. Tautan atau markah Anda tidak salah.
page-notice-plain = Toko di { $site } berubah.
page-title-plain = Kabar tentang toko di { $site }
page-destination = Pengganti toko ini ada di sini:

products-available = Produk { $brand } tetap tersedia.
support-uninterrupted = Perbaikan, garansi, dan layanan pelanggan berlanjut tanpa jeda.
controller-purpose-same = { $after } menggunakan data pribadi Anda untuk tujuan yang sama seperti { $before }.
controller-purpose-further = { $after } juga menggunakan data pribadi Anda untuk tujuan lain yang dahulu tidak dijalankan { $before }. Anda dapat menanyakan tujuan itu.
controller-countries = Data pribadi Anda kemudian disimpan atau dilihat di: { $countries }.
terms-right = Sebagian dari ini lebih merugikan Anda daripada sebelumnya: { $services }. Untuk itu Anda dapat mengakhiri kontrak tanpa biaya dalam { days } sejak menerima pesan ini.

# Di sekitar pemberitahuan: nama bahasa itu sendiri, dan cara keluar dari daftar layanan pengirim.
language-name = Bahasa Indonesia
unsubscribe = Berhenti menerima pesan ini
