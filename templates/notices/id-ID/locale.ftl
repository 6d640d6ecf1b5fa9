# Menyatakan apakah seorang penutur asli sudah membaca dan menandatangani semua pesan bahasa ini. Hanya ruang kerja yang boleh
# menyatakannya: setelah ditandatangani, ia menulis `reviewed = yes` di `templates/notices/id-ID/locale.ftl` miliknya sendiri.
# Di sini tetap `no`.

reviewed = no
