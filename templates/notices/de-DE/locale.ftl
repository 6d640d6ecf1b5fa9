# Sagt, ob jemand, der Deutsch als Muttersprache spricht, alle Meldungen dieser Sprache gelesen und unterschrieben hat. Das darf
# nur ein Arbeitsbereich sagen: Nach der Unterschrift schreibt er `reviewed = yes` in sein eigenes
# `templates/notices/de-DE/locale.ftl`. Hier bleibt es `no`.

reviewed = no
