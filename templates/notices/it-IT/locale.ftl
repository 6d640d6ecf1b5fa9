# Dice se una persona di madrelingua ha riletto e firmato tutti i messaggi di questa lingua. Solo un’area di lavoro può dirlo:
# dopo la firma scrive `reviewed = yes` nel proprio `templates/notices/it-IT/locale.ftl`. Qui resta `no`.

reviewed = no
