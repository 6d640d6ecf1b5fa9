# Ciò che ogni comunicazione dice per primo, e i suoi titoli.

subject-announcement = Il negozio online { $brand } chiude e passa a { $successor }
subject-announcement-alone = Il negozio online { $brand } chiude
subject-reminder-sunset = { $word ->
    [before] Promemoria: ultime operazioni nel negozio online { $brand } { $when }
    [from] Promemoria: il negozio online { $brand } è chiuso { $when }
   *[other] Promemoria: il negozio online { $brand } chiude { $when }
}
subject-reminder-sales-stop = { $word ->
    [before] Promemoria: ultimi ordini nel negozio online { $brand } { $when }
    [from] Promemoria: niente nuovi ordini nel negozio online { $brand } { $when }
   *[other] Promemoria: gli ordini nel negozio online { $brand } terminano { $when }
}
subject-reminder-freeze = { $word ->
    [before] Promemoria: alcuni servizi { $brand } sono da utilizzare { $when }
    [from] Promemoria: alcuni servizi { $brand } sono sospesi { $when }
   *[other] Promemoria: alcuni servizi { $brand } vengono sospesi { $when }
}
subject-reminder-app-sunset = { $word ->
    [before] Promemoria: l’app { $brand } è da utilizzare { $when }
    [from] Promemoria: l’app { $brand } non funziona più { $when }
   *[other] Promemoria: l’app { $brand } smette di funzionare { $when }
}
subject-reminder-app-delist = { $word ->
    [before] Promemoria: l’app { $brand } è da scaricare { $when }
    [from] Promemoria: l’app { $brand } non è più disponibile per il download { $when }
   *[other] Promemoria: l’app { $brand } esce dagli app store { $when }
}
subject-last-day = { $last-day }: ultimo giorno del negozio online { $brand }
subject-last-day-sales-stop = { $last-day }: ultimo giorno per ordinare nel negozio online { $brand }
subject-last-day-freeze = { $last-day }: ultimo giorno per utilizzare alcuni servizi { $brand } prima della sospensione
subject-last-day-app-sunset = { $last-day }: ultimo giorno dell’app { $brand }
subject-last-day-app-delist = { $last-day }: ultimo giorno per scaricare l’app { $brand }
subject-closed = Il negozio online { $brand } ha chiuso e { $successor } ne ha preso il posto
subject-closed-alone = Il negozio online { $brand } ha chiuso
subject-afterwards = Negozio online { $brand } chiuso: dove trovare tutto

subject-correction = Rettifica: è cambiata una data del negozio online { $brand }
lead-correction = In precedenza abbiamo comunicato, per il negozio online { $brand } ({ $site }), una data che non è più corretta. Ecco che cosa è cambiato; vale quanto indicato in questo messaggio.
heading-correction = Che cosa è cambiato
correction-is = Indicazione precedente: { $was }. Indicazione corretta: { $is }.
correction-never = Indicazione precedente: { $was }. Non avrà luogo.

greeting = Buongiorno.

lead-announcement = Chiudiamo il negozio online { $brand } ({ $site }). { $successor } ne prende il posto. Questo messaggio spiega che cosa cambia per Lei, e quando.
lead-announcement-alone = Chiudiamo il negozio online { $brand } ({ $site }). Questo messaggio spiega che cosa cambia per Lei, e quando.
reason-one-platform = I marchi di { $successor } si riuniscono su un’unica piattaforma.
reason-unified-presence = { $successor } desidera che i suoi marchi si trovino in un unico luogo.
reason-efficiency = Ciò che due negozi facevano separatamente si farà una volta sola.
destination = Ciò che sostituisce il negozio si trova all’indirizzo { $destination }.
lead-sunset = { $word ->
    [before] La invitiamo a concludere ogni operazione nel negozio { $when }. Può utilizzarlo fino alle ore { $last-time } di { $last-day } ({ $zone }).
    [from] Il negozio è chiuso { $when }. Può utilizzarlo fino alle ore { $last-time } di { $last-day } ({ $zone }).
   *[other] Il negozio chiude { $when }. Può utilizzarlo fino alle ore { $last-time } di { $last-day } ({ $zone }).
}
lead-sales-stop = { $word ->
    [before] Se desidera ordinare qualcosa nel negozio online { $brand } ({ $site }), La invitiamo a farlo { $when } ({ $zone }).
    [from] Nel negozio online { $brand } ({ $site }) non è più possibile ordinare { $when } ({ $zone }).
   *[other] Gli ordini nel negozio online { $brand } ({ $site }) terminano { $when } ({ $zone }).
}
lead-freeze = { $word ->
    [before] Alcuni servizi del negozio online { $brand } ({ $site }) saranno presto sospesi: La invitiamo a utilizzarli { $when } ({ $zone }). Più avanti è indicato quali sono, e per quanto tempo.
    [from] Alcuni servizi del negozio online { $brand } ({ $site }) sono sospesi { $when } ({ $zone }). Più avanti è indicato quali sono, e per quanto tempo.
   *[other] Alcuni servizi del negozio online { $brand } ({ $site }) vengono sospesi { $when } ({ $zone }). Più avanti è indicato quali sono, e per quanto tempo.
}
lead-app-sunset = { $word ->
    [before] L’app { $brand } sta per chiudere: La invitiamo a concludervi ogni operazione { $when } ({ $zone }).
    [from] L’app { $brand } non funziona più { $when } ({ $zone }).
   *[other] L’app { $brand } smette di funzionare { $when } ({ $zone }).
}
lead-app-delist = { $word ->
    [before] L’app { $brand } sta per uscire dagli app store: se ne ha bisogno, La invitiamo a scaricarla { $when } ({ $zone }).
    [from] L’app { $brand } non è più disponibile per il download { $when } ({ $zone }).
   *[other] L’app { $brand } esce dagli app store { $when } ({ $zone }).
}
lead-reminder = Il negozio online { $brand } ({ $site }) chiude.
days-left = A contare da { $today }, Le restano { days }.
lead-last-day = L’ultimo giorno in cui può utilizzare il negozio online { $brand } ({ $site }) è { $last-day }: resta aperto fino alle ore { $last-time } ({ $zone }).
lead-last-day-sales-stop = L’ultimo giorno in cui può ordinare nel negozio online { $brand } ({ $site }) è { $last-day }. Gli ordini si accettano fino alle ore { $last-time } ({ $zone }).
lead-last-day-freeze = L’ultimo giorno in cui può utilizzare alcuni servizi del negozio online { $brand } ({ $site }) prima della sospensione è { $last-day }. Restano disponibili fino alle ore { $last-time } ({ $zone }); più avanti è indicato quali sono, e per quanto tempo.
lead-last-day-app-sunset = L’ultimo giorno in cui può utilizzare l’app { $brand } è { $last-day }: funziona fino alle ore { $last-time } ({ $zone }).
lead-last-day-app-delist = L’ultimo giorno in cui può scaricare l’app { $brand } è { $last-day }: gli app store la offrono fino alle ore { $last-time } ({ $zone }).
lead-closed = Il negozio online { $brand } ({ $site }) ha chiuso. { $successor } ne ha preso il posto.
lead-closed-alone = Il negozio online { $brand } ({ $site }) ha chiuso.
lead-afterwards = Il negozio online { $brand } ({ $site }) ha chiuso. Se i messaggi precedenti Le sono sfuggiti, ecco dove trovare tutto.

heading-dates = Date da ricordare
dates-zone = Tutte le date e le ore si riferiscono a questo fuso: { $zone }.
dates-zones = Tutte le date e le ore si riferiscono all’orologio di ciascun negozio: { $zones }.
zone-of-site = { $zone } per { $site }
date-migrate = Passaggio a { $successor }
date-migrate-alone = Trasferimento dei servizi
date-sales-stop = { $word ->
    [before] Ultimi ordini
    [from] Niente nuovi ordini
   *[other] Fine degli ordini
}
date-freeze = { $word ->
    [before] Ultimo utilizzo di alcuni servizi
   *[other] Sospensione di alcuni servizi
}
date-freeze-of = { $word ->
    [before] Ultimo utilizzo qui: { $services }
   *[other] Sospensione: { $services }
}
date-restore = Trasferimento dei servizi completato
date-restore-of = Disponibili presso { $successor }: { $services }
date-sunset = { $word ->
    [before] Ultime operazioni nel negozio
    [from] Negozio chiuso
   *[other] Chiusura del negozio
}
date-app-delist = { $word ->
    [before] Ultimi download dell’app
    [from] App non più negli app store
   *[other] Uscita dell’app dagli app store
}
date-app-sunset = { $word ->
    [before] Ultimo utilizzo dell’app
    [from] App non più funzionante
   *[other] Fine dell’app
}
date-redirects-end = { $word ->
    [before] Ultimo utilizzo dei vecchi link
    [from] Vecchi link non più funzionanti
   *[other] Fine dei vecchi link
}
heading-past-dates = Che cosa è avvenuto, e quando
past-announce = Annuncio
past-sunset = Chiusura del negozio
past-app-delist = Uscita dell’app dagli app store
past-app-sunset = Fine dell’app

heading-services = Che cosa succede all’account e ai servizi
heading-addresses = I nuovi indirizzi dei servizi
heading-now = Dove trovare tutto
heading-apps = L’app
app-ends = { $word ->
    [before] La invitiamo a concludere ogni operazione in { $app } { $when }.
    [from] { $app } non funziona più { $when }.
   *[other] { $app } smette di funzionare { $when }.
}
app-delisted = { $word ->
    [before] { $app } si può scaricare { $when }, non oltre.
    [from] { $app } non si può più scaricare { $when }.
   *[other] Il download di { $app } termina { $when }.
}
app-ended = { $app } non funziona più.
app-replacement = L’app da utilizzare al suo posto è { $replacement }.
heading-stays = Che cosa non cambia
brand-continues = Il marchio { $brand } continua presso { $successor }.
heading-also-closing = Altri negozi
also-closing = Chiudono anche questi negozi online { $brand }; la loro clientela riceve un messaggio a parte:
untouched = Nulla cambia per: { $list }.
untouched-for-now = Per ora, nulla cambia per: { $list }.
rights = I diritti previsti dalla legge, per esempio in caso di difetti di un prodotto acquistato, restano invariati.
no-action-at-all = Per questo passaggio non occorre fare nulla.
heading-data = I dati personali
controller-change = Titolare del trattamento dei dati personali fino al passaggio: { $before }. Dopo il passaggio: { $after }.
controller-same = Il titolare del trattamento dei dati personali resta { $after }.
data-rights = Può chiedere una copia dei Suoi dati, farli rettificare o cancellare, oppure opporsi al loro utilizzo. Scriva a:
old-data = Il vecchio negozio conserva ancora dati precedenti al passaggio: { $services }.
old-data-export = Può ottenerne una copia fino a tutto il { $day }.
old-data-keep = Sono conservati fino al { $day }.
old-data-erase = Sono cancellati il { $day }.
heading-genuine = Come riconoscere un messaggio autentico
genuine = Un passaggio come questo è spesso un pretesto per frodi. Inserisca la password e i dati di pagamento solo a questi indirizzi:
sender = I nostri messaggi su questo passaggio sono inviati da { $sender }.
heading-contact = Domande
contact = Per qualsiasi domanda, o se manca qualcosa, scriva a:
contact-service = Il servizio clienti è raggiungibile qui:
button-brand = Vedi { $brand } presso { $successor }
button-successor = Vai a { $successor }
button-destination = Vai al nuovo indirizzo

page-title-notice = Il negozio online { $brand } e il suo passaggio a { $successor }
page-title-notice-alone = La chiusura del negozio online { $brand }
page-title-gone = Questa pagina non esiste più
page-title-moving = Questa parte del negozio è in corso di trasferimento
page-lead-notice = Questa pagina spiega che cosa succede al negozio online { $brand } ({ $site }), e quando. { $successor } ne prende il posto.
page-lead-notice-alone = Questa pagina spiega che cosa succede al negozio online { $brand } ({ $site }), e quando.
page-lead-gone = Il negozio online { $brand } chiude o ha chiuso, e questa pagina non è stata ripresa. Il link o il preferito non c’entra.
page-lead-moving = Durante il trasferimento non si può utilizzare. La invitiamo a tornare più tardi.
page-gone-plain = A questo indirizzo non c’è più nulla. Il link o il preferito non c’entra.
page-notice-plain = Il negozio { $site } cambia.
page-title-plain = Novità sul negozio { $site }
page-destination = Ciò che sostituisce il negozio si trova qui:

products-available = I prodotti { $brand } restano disponibili.
support-uninterrupted = Riparazioni, garanzia e servizio clienti proseguono senza interruzione.
controller-purpose-same = { $after } utilizza i Suoi dati personali per le stesse finalità di { $before }.
controller-purpose-further = { $after } utilizza i Suoi dati personali anche per finalità per le quali { $before } non li utilizzava. Può chiedere quali sono.
controller-countries = I Suoi dati personali sono allora conservati o consultati in: { $countries }.
terms-right = Una parte di ciò è per Lei peggiore di prima: { $services }. Per questo può recedere dal contratto gratuitamente entro { days } dal ricevimento di questo messaggio.

# Attorno a una comunicazione: il nome della lingua e la via per uscire dalla lista di chi spedisce.
language-name = Italiano
unsubscribe = Non ricevere più questi messaggi
