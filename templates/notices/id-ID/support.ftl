# Jawaban layanan pelanggan. Jawaban dibaca kapan saja sampai pemberitahuan berikutnya: setiap tanggal disertai katanya, dan tidak
# ada yang dikatakan sudah lewat atau belum.

faq-title = Tanya jawab tentang penutupan toko online { $brand }
faq-correction = Tanggal mana yang berubah?
faq-close = Kapan toko online ditutup?
faq-close-answer = { $word ->
    [before] Penggunaan terakhir toko online ({ $site }): { $when }, yaitu sampai { $last-day } pukul { $last-time } ({ $zone }).
   *[other] Toko online ({ $site }) ditutup { $when }; dapat digunakan sampai { $last-day } pukul { $last-time } ({ $zone }).
}
faq-order = Apakah saya masih bisa memesan?
faq-order-answer = { $word ->
    [before] Pesanan terakhir di toko online { $brand }: { $when } ({ $zone }).
    [from] Pesanan baru di toko online { $brand } tidak diterima { $when } ({ $zone }). Sampai saat itu Anda dapat memesan.
   *[other] Pemesanan di toko online { $brand } berakhir { $when } ({ $zone }). Sampai saat itu Anda dapat memesan.
}
faq-order-ended = Tidak, pemesanan di toko online { $brand } sudah berakhir.
faq-where = Di mana saya menemukan pengganti toko ini?
faq-action = Apakah saya perlu melakukan sesuatu?
faq-action-answer = Jika ada yang perlu dilakukan, hal itu disebutkan dalam setiap jawaban di sini.
faq-accounts = Apa yang terjadi pada akun saya?
faq-orders = Apa yang terjadi pada pesanan terdahulu saya?
faq-open-orders = Apa yang terjadi pada pesanan yang sedang dikirim?
faq-returns = Apakah saya masih bisa mengembalikan barang?
faq-after-sales = Siapa yang menangani perbaikan, dan bagaimana dengan garansi saya?
faq-logistics = Apa yang terjadi pada riwayat pengiriman saya?
faq-feedback = Apa yang terjadi pada ulasan dan komentar yang saya tulis?
faq-loyalty-points = Apa yang terjadi pada poin saya?
faq-coupons = Apa yang terjadi pada kupon saya?
faq-stored-value = Apa yang terjadi pada kartu hadiah dan saldo saya?
faq-addresses = Apa yang terjadi pada alamat tersimpan saya?
faq-consent = Apa yang terjadi pada langganan buletin dan pilihan privasi saya?
faq-customer-service = Siapa layanan pelanggan saya?
faq-catalogue = Apa yang terjadi pada produk?
faq-service = Apa yang terjadi pada ini: { $service }?
faq-app = Apa yang terjadi pada aplikasi { $app }?
faq-dates = Tanggal apa saja yang ada?
faq-genuine = Apakah pesan ini asli?
faq-data = Siapa pengendali data pribadi saya?
faq-rights = Apakah hak saya menurut undang-undang berubah?
faq-no-advice = Layanan pelanggan tidak dapat memberi nasihat hukum.
faq-brand = Apa yang terjadi pada merek { $brand }?
faq-untouched = Siapa yang tidak terpengaruh?
faq-contact = Ke mana saya dapat bertanya?

# Tanggal, dan kapan.
faq-row = { $what } – { $when }

macro-greeting = Pelanggan yang terhormat,
macro-lead = Terima kasih atas pesan Anda tentang penutupan toko online { $brand } ({ $site }). { $successor } menggantikannya.
macro-lead-alone = Terima kasih atas pesan Anda tentang penutupan toko online { $brand } ({ $site }).
macro-correction = Berikut yang berubah sejak pesan kami yang pertama:
macro-dates = Berikut tanggal-tanggalnya:
