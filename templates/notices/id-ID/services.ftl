# Setiap layanan menurut golongannya, dan nasibnya. Golongan tanpa pesan sendiri memakai pesan umum.

service-accounts = Akun Anda
service-orders = Pesanan terdahulu
service-open-orders = Pesanan dalam perjalanan
service-returns = Pengembalian barang
service-after-sales = Perbaikan dan garansi
service-logistics = Riwayat pengiriman
service-feedback = Ulasan dan komentar
service-loyalty-points = Poin loyalitas
service-coupons = Kupon
service-stored-value = Kartu hadiah dan saldo
service-addresses = Alamat tersimpan
service-consent = Buletin dan pilihan privasi
service-customer-service = Layanan pelanggan
service-catalogue = Produk
service-other = Layanan lain
service-named = { $service } ({ $name })

fate-transfer = Layanan ini pindah ke { $successor }.
fate-reissue = Layanan ini berakhir di sini, dan { $successor } memberikannya kembali kepada Anda.
fate-reroute = { $successor } mengambil alih layanan ini.
fate-end = Layanan ini berakhir dan tidak dilanjutkan.
fate-accounts-transfer = Akun Anda pindah ke { $successor }.
fate-orders-transfer = Pesanan terdahulu Anda dipindahkan ke { $successor }, dan dapat Anda lihat di sana.
fate-open-orders-transfer = Pesanan yang belum Anda terima beralih ke { $successor }, yang akan menyelesaikannya.
fate-returns-transfer = Pengembalian barang, termasuk yang sudah Anda ajukan, beralih ke { $successor }.
fate-returns-reroute = Untuk mengembalikan barang, hubungi { $successor }.
fate-after-sales-transfer = Perbaikan dan klaim garansi beralih ke { $successor }.
fate-after-sales-reroute = Untuk perbaikan dan garansi, hubungi { $successor }.
fate-logistics-transfer = Riwayat pengiriman Anda dipindahkan ke { $successor }.
fate-feedback-transfer = Ulasan dan komentar yang Anda tulis dipindahkan ke { $successor }.
fate-loyalty-points-transfer = Poin Anda dipindahkan ke { $successor }.
fate-loyalty-points-reissue = Poin Anda berakhir di sini, dan { $successor } memberikannya kembali kepada Anda.
fate-loyalty-points-end = Poin Anda berakhir dan tidak dilanjutkan.
fate-coupons-transfer = Kupon Anda dipindahkan ke { $successor }.
fate-coupons-reissue = Kupon Anda berakhir di sini, dan { $successor } menerbitkannya kembali untuk Anda.
fate-coupons-end = Kupon Anda berakhir dan tidak dilanjutkan.
fate-stored-value-transfer = Kartu hadiah dan saldo Anda dipindahkan ke { $successor }.
fate-stored-value-reissue = Kartu hadiah dan saldo Anda berakhir di sini, dan { $successor } menerbitkannya kembali untuk Anda.
fate-stored-value-end = Kartu hadiah dan saldo Anda berakhir dan tidak dilanjutkan.
fate-addresses-transfer = Alamat tersimpan Anda dipindahkan ke { $successor }.
fate-consent-end = Langganan buletin dan pilihan privasi Anda tidak dilanjutkan.
fate-consent-transfer = Langganan buletin dan pilihan privasi Anda dipindahkan ke { $successor }.
fate-customer-service-transfer = Layanan pelanggan pindah ke { $successor }.
fate-customer-service-reroute = Untuk layanan pelanggan, hubungi { $successor }.
fate-catalogue-transfer = Seluruh rangkaian produk { $brand } pindah ke { $successor }.
fate-catalogue-transfer-but = Rangkaian produk { $brand } pindah ke { $successor }, kecuali { $lines }.
tail = Hal ini berlanjut selama { $span } setelah pengiriman diterima.
tail-open-orders = Pesanan tetap dilayani selama { $span } setelah barang diterima, juga setelah toko ditutup.
tail-returns = Barang yang Anda pesan di sini dapat dikembalikan selama { $span } setelah diterima, juga setelah toko ditutup.

timing-window = Pemindahan berlangsung { $since } dan selesai { $until }.
timing-instant = Hal ini berlaku { $since }.
timing-until = Pemindahan selesai { $until }.
timing-end = { $word ->
    [before] Layanan ini tersedia { $when }, tidak sesudahnya.
    [from] Layanan ini tidak tersedia lagi { $when }.
   *[other] Layanan ini berakhir { $when }.
}
timing-end-consent = { $word ->
    [before] Pilihan itu berlaku { $when }, tidak sesudahnya.
    [from] Pilihan itu tidak berlaku lagi { $when }.
   *[other] Pilihan itu berakhir { $when }.
}
timing-end-coupons = { $word ->
    [before] Mohon gunakan kupon yang masih Anda miliki { $when }.
    [from] Kupon tidak dapat digunakan lagi { $when }.
   *[other] Kupon berakhir { $when }.
}
timing-end-loyalty-points = { $word ->
    [before] Mohon gunakan poin yang masih Anda miliki { $when }.
    [from] Poin tidak dapat digunakan lagi { $when }.
   *[other] Poin berakhir { $when }.
}
timing-end-stored-value = { $word ->
    [before] Mohon gunakan saldo yang masih Anda miliki { $when }.
    [from] Kartu hadiah dan saldo tidak dapat digunakan lagi { $when }.
   *[other] Kartu hadiah dan saldo berakhir { $when }.
}
gap = Layanan ini dijeda mulai { $from } dan tersedia kembali { $until }; jedanya dapat berlangsung hingga { days }.
gap-loyalty-points = Poin Anda tidak dapat digunakan mulai { $from }. Poin tersedia kembali { $until }; jedanya dapat berlangsung hingga { days }.
gap-coupons = Kupon Anda tidak dapat digunakan mulai { $from }. Kupon tersedia kembali { $until }; jedanya dapat berlangsung hingga { days }.
gap-stored-value = Kartu hadiah dan saldo Anda tidak dapat digunakan mulai { $from }. Keduanya tersedia kembali { $until }; jedanya dapat berlangsung hingga { days }.
cohort-held = Yang diperhitungkan adalah saldo yang Anda miliki { $when }.
cohort-valid = Yang diperhitungkan adalah yang berlaku { $when }.
cohort-loyalty-points-held = Yang diperhitungkan adalah saldo poin yang Anda miliki { $when }.
cohort-coupons-valid = Setiap kupon yang berlaku { $when } ikut diperhitungkan.
cohort-coupons-issued = Setiap kupon yang diterbitkan { $when } ikut diperhitungkan.
cohort-issued = Yang diperhitungkan adalah yang diterbitkan { $when }.
rate = Konversi: { $old } menjadi { $new }.
rate-loyalty-points = { $old } poin di sini menjadi { $new } poin di { $successor }.
rounding-up = Pecahan dibulatkan ke atas.
rounding-down = Pecahan dibulatkan ke bawah.
rounding-nearest = Pecahan dibulatkan ke bilangan bulat terdekat.
reduced-value = Yang Anda terima bernilai lebih rendah daripada yang Anda miliki sebelumnya.
reduced-validity = Yang Anda terima berlaku lebih singkat daripada yang Anda miliki sebelumnya.
reduced-minimum-spend = Nilai belanja minimum lebih tinggi daripada sebelumnya.
reduced-scope = Yang Anda terima dapat digunakan untuk lebih sedikit hal daripada yang Anda miliki sebelumnya.
compensation = Anda mendapat kompensasi untuk masa itu; layanan pelanggan dapat menjelaskannya.
compensation-validity-extended-by-the-gap = Sebagai kompensasi, masa berlaku diperpanjang selama jeda itu.
valid-for = Setelah tersedia kembali, dapat digunakan selama { $span }.
no-action = Anda tidak perlu melakukan apa pun.
match-account = Anda tidak perlu melakukan apa pun jika { $successor } dapat mencocokkan akun Anda. Jika akun itu tidak Anda temukan di sana, hubungi kami.
match-service = Setelah akun Anda dicocokkan, Anda tidak perlu melakukan apa pun.
where = Alamat baru:
reach = Kontak:

now-transfer = Sudah dipindahkan ke { $successor }.
now-reissue = Sudah diterbitkan kembali oleh { $successor }.
now-reroute = Ditangani oleh { $successor }.
now-end = Layanan ini sudah berakhir.
now-pending = Proses masih berjalan dan akan selesai { $until }.
