# Ogni servizio secondo la sua classe, e che cosa ne sarà. Una classe senza messaggio proprio prende quello generale.

service-accounts = Account
service-orders = Ordini passati
service-open-orders = Ordini in corso
service-returns = Resi
service-after-sales = Riparazioni e garanzia
service-logistics = Storico delle consegne
service-feedback = Recensioni e commenti
service-loyalty-points = Punti fedeltà
service-coupons = Coupon
service-stored-value = Carte regalo e credito
service-addresses = Indirizzi salvati
service-consent = Newsletter e preferenze sulla privacy
service-customer-service = Servizio clienti
service-catalogue = Prodotti
service-other = Altri servizi
service-named = { $service } ({ $name })

fate-transfer = Questo servizio passa a { $successor }.
fate-reissue = Questo servizio termina qui e { $successor } lo attribuisce di nuovo.
fate-reroute = { $successor } ne prende il posto.
fate-end = Questo servizio termina e non viene ripreso.
fate-accounts-transfer = Il Suo account passa a { $successor }.
fate-orders-transfer = I Suoi ordini passati sono trasferiti a { $successor }, dove può consultarli.
fate-open-orders-transfer = Gli ordini non ancora ricevuti passano a { $successor }, che li porta a termine.
fate-returns-transfer = I resi, anche quelli già avviati, passano a { $successor }.
fate-returns-reroute = Per restituire un articolo, si rivolga a { $successor }.
fate-after-sales-transfer = Le riparazioni e le pratiche di garanzia passano a { $successor }.
fate-after-sales-reroute = Per riparazioni e garanzia, si rivolga a { $successor }.
fate-logistics-transfer = Lo storico delle Sue consegne è trasferito a { $successor }.
fate-feedback-transfer = Le recensioni e i commenti che ha scritto sono trasferiti a { $successor }.
fate-loyalty-points-transfer = I Suoi punti sono trasferiti a { $successor }.
fate-loyalty-points-reissue = I Suoi punti terminano qui e { $successor } li accredita di nuovo.
fate-loyalty-points-end = I Suoi punti terminano e non vengono ripresi.
fate-coupons-transfer = I Suoi coupon sono trasferiti a { $successor }.
fate-coupons-reissue = I Suoi coupon terminano qui e { $successor } li emette di nuovo.
fate-coupons-end = I Suoi coupon terminano e non vengono ripresi.
fate-stored-value-transfer = Le Sue carte regalo e il Suo credito sono trasferiti a { $successor }.
fate-stored-value-reissue = Le Sue carte regalo e il Suo credito terminano qui e { $successor } li emette di nuovo.
fate-stored-value-end = Le Sue carte regalo e il Suo credito terminano e non vengono ripresi.
fate-addresses-transfer = I Suoi indirizzi salvati sono trasferiti a { $successor }.
fate-consent-end = Le iscrizioni alla newsletter e le preferenze sulla privacy non vengono riprese.
fate-consent-transfer = Le iscrizioni alla newsletter e le preferenze sulla privacy sono trasferite a { $successor }.
fate-customer-service-transfer = Il servizio clienti passa a { $successor }.
fate-customer-service-reroute = Per il servizio clienti, si rivolga a { $successor }.
fate-catalogue-transfer = Tutta la gamma { $brand } passa a { $successor }.
fate-catalogue-transfer-but = La gamma { $brand } passa a { $successor }, a eccezione di: { $lines }.
tail = Prosegue per { $span } dopo la consegna.
tail-open-orders = Un ordine resta seguito per { $span } dopo la consegna, anche dopo la chiusura del negozio.
tail-returns = Quanto ha ordinato qui si può restituire per { $span } dopo la consegna, anche dopo la chiusura del negozio.

timing-window = Il trasferimento avviene { $since } e si conclude { $until }.
timing-instant = La modifica vale { $since }.
timing-until = Il trasferimento si conclude { $until }.
timing-end = { $word ->
    [before] Questo servizio è disponibile { $when }, non oltre.
    [from] Questo servizio non è più disponibile { $when }.
   *[other] Questo servizio termina { $when }.
}
timing-end-consent = { $word ->
    [before] Restano valide { $when }, non oltre.
    [from] Non sono più valide { $when }.
   *[other] Terminano { $when }.
}
timing-end-coupons = { $word ->
    [before] La invitiamo a utilizzare quelli che ha { $when }.
    [from] Non si possono più utilizzare { $when }.
   *[other] Terminano { $when }.
}
timing-end-loyalty-points = { $word ->
    [before] La invitiamo a utilizzare quelli che ha { $when }.
    [from] Non si possono più utilizzare { $when }.
   *[other] Terminano { $when }.
}
timing-end-stored-value = { $word ->
    [before] La invitiamo a utilizzare quanto Le resta { $when }.
    [from] Non si possono più utilizzare { $when }.
   *[other] Terminano { $when }.
}
gap = Questo servizio è sospeso dal { $from } ed è ripristinato { $until }: l’interruzione può durare fino a { days }.
gap-loyalty-points = Dal { $from } non può utilizzare i Suoi punti. Tornano disponibili { $until }: l’interruzione può durare fino a { days }.
gap-coupons = Dal { $from } non può utilizzare i Suoi coupon. Tornano disponibili { $until }: l’interruzione può durare fino a { days }.
gap-stored-value = Dal { $from } non può utilizzare le Sue carte regalo e il Suo credito. Tornano disponibili { $until }: l’interruzione può durare fino a { days }.
cohort-held = Vale il saldo disponibile { $when }.
cohort-valid = Vale ciò che è valido { $when }.
cohort-loyalty-points-held = Vale il saldo punti disponibile { $when }.
cohort-coupons-valid = È compreso ogni coupon valido { $when }.
cohort-coupons-issued = È compreso ogni coupon emesso { $when }.
cohort-issued = Vale ciò che è stato emesso { $when }.
rate = Conversione: { $old } per { $new }.
rate-loyalty-points = { $old-form ->
    [one] { $old } punto attuale vale
    [many] { $old } di punti attuali valgono
   *[other] { $old } punti attuali valgono
} { $new-form ->
    [one] { $new } punto presso { $successor }.
    [many] { $new } di punti presso { $successor }.
   *[other] { $new } punti presso { $successor }.
}
rounding-up = Le frazioni sono arrotondate per eccesso.
rounding-down = Le frazioni sono arrotondate per difetto.
rounding-nearest = Le frazioni sono arrotondate all’unità più vicina.
reduced-value = Quanto riceve vale meno di quanto aveva.
reduced-validity = Quanto riceve è valido per meno tempo di quanto aveva.
reduced-minimum-spend = La spesa minima è più alta di prima.
reduced-scope = Quanto riceve si può utilizzare per meno acquisti di quanto aveva.
compensation = Per questo periodo è prevista una compensazione; il servizio clienti può indicarLe quale.
compensation-validity-extended-by-the-gap = A titolo di compensazione, la validità è prolungata per la durata dell’interruzione.
valid-for = Una volta ripristinato, si può utilizzare per { $span }.
no-action = Non occorre fare nulla.
match-account = Non occorre fare nulla se { $successor } riesce a riconoscere il Suo account. Se non lo trova, ci contatti.
match-service = Una volta riconosciuto il Suo account, non occorre fare nulla.
where = Nuovo indirizzo:
reach = Contatti:

now-transfer = Passaggio a { $successor } completato.
now-reissue = Nuova emissione da parte di { $successor } completata.
now-reroute = Se ne occupa { $successor }.
now-end = Questo servizio è terminato.
now-pending = L’operazione è ancora in corso; sarà conclusa { $until }.
