# Ciò che si dice in poche parole: su una striscia del sito, in una notifica push, nell’app e per SMS.
# Ogni testo si legge molto dopo che è stato scritto, perciò nessuno dice «oggi» o «presto».

short-state = Il negozio online { $brand } chiude e passa a { $successor }.
short-state-alone = Il negozio online { $brand } chiude.
short-closed = Il negozio online { $brand } ha chiuso. { $successor } ne ha preso il posto.
short-closed-alone = Il negozio online { $brand } ha chiuso.

short-sales-stop = { $word ->
    [before] Ultimi ordini { $when } ({ $zone }).
    [from] Niente nuovi ordini { $when } ({ $zone }).
   *[other] Gli ordini terminano { $when } ({ $zone }).
}
short-freeze = { $word ->
    [before] Ultimo utilizzo di alcuni servizi { $when } ({ $zone }).
    [from] Alcuni servizi sono sospesi { $when } ({ $zone }).
   *[other] Alcuni servizi vengono sospesi { $when } ({ $zone }).
}
short-sunset = { $word ->
    [before] Ultimo utilizzo { $when } ({ $zone }).
    [from] Chiuso { $when } ({ $zone }).
   *[other] Chiude { $when } ({ $zone }).
}
short-app-sunset = { $word ->
    [before] Ultimo utilizzo dell’app { $when } ({ $zone }).
    [from] L’app non funziona più { $when } ({ $zone }).
   *[other] L’app smette di funzionare { $when } ({ $zone }).
}
short-app-delist = { $word ->
    [before] Ultimi download dell’app { $when } ({ $zone }).
    [from] L’app non è più negli app store { $when } ({ $zone }).
   *[other] L’app esce dagli app store { $when } ({ $zone }).
}
short-changed = È cambiata una data del negozio online { $brand }.
short-changed-several = Sono cambiate alcune date del negozio online { $brand }.
short-correction = { $what }: { $is } ({ $zone }). Indicazione precedente: { $was }.
short-correction-never = { $what }: indicazione precedente { $was } ({ $zone }). Non avrà luogo.
short-more = Che cosa cambia, e quando

# Al massimo cinquanta caratteri, nomi compresi.
short-title-announcement = Il negozio online { $brand } chiude
short-title-reminder = Promemoria: negozio online { $brand }
short-title-closed = Il negozio online { $brand } ha chiuso
short-title-afterwards = Negozio online { $brand }: dove andare
short-title-correction = Negozio online { $brand }: rettifica

banner-label = Novità sul negozio online { $brand }

# Un SMS comincia con il nome del mittente.
sms-state = { $brand }: il nostro negozio online chiude e passa a { $successor }.
sms-state-alone = { $brand }: il nostro negozio online chiude.
sms-closed = { $brand }: il nostro negozio online ha chiuso. { $successor } ne ha preso il posto.
sms-closed-alone = { $brand }: il nostro negozio online ha chiuso.
sms-changed = { $brand }: è cambiata una data del nostro negozio online.
sms-changed-several = { $brand }: sono cambiate alcune date del nostro negozio online.
sms-more = Info: { $url }
