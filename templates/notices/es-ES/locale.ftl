# Dice si una persona de lengua materna ha revisado y firmado todos los mensajes de este idioma. Solo puede decirlo un espacio de
# trabajo: tras la firma, escribe `reviewed = yes` en su propio `templates/notices/es-ES/locale.ftl`. Aquí queda en `no`.

reviewed = no
