# Ciò che risponde il servizio clienti. Una risposta si legge in qualsiasi momento fino alla comunicazione successiva: ogni data ha
# la sua parola, e di nessuna si dice se è passata o futura.

faq-title = Domande e risposte sulla chiusura del negozio online { $brand }
faq-correction = Quale data è cambiata?
faq-close = Quando chiude il negozio online?
faq-close-answer = { $word ->
    [before] Ultimo utilizzo del negozio online ({ $site }): { $when }, cioè fino alle ore { $last-time } di { $last-day } ({ $zone }).
    [from] Il negozio online ({ $site }) è chiuso { $when }; si può utilizzare fino alle ore { $last-time } di { $last-day } ({ $zone }).
   *[other] Il negozio online ({ $site }) chiude { $when }; si può utilizzare fino alle ore { $last-time } di { $last-day } ({ $zone }).
}
faq-order = Posso ancora ordinare?
faq-order-answer = { $word ->
    [before] Ultimi ordini nel negozio online { $brand }: { $when } ({ $zone }).
    [from] Niente nuovi ordini nel negozio online { $brand } { $when } ({ $zone }). Fino ad allora è possibile ordinare.
   *[other] Gli ordini nel negozio online { $brand } terminano { $when } ({ $zone }). Fino ad allora è possibile ordinare.
}
faq-order-ended = No, nel negozio online { $brand } non è più possibile ordinare.
faq-where = Dove trovo ciò che sostituisce il negozio?
faq-action = Devo fare qualcosa?
faq-action-answer = Se c’è qualcosa da fare, è indicato qui in ciascuna risposta.
faq-accounts = Che cosa succede al mio account?
faq-orders = Che cosa succede ai miei ordini passati?
faq-open-orders = Che cosa succede a un ordine in viaggio?
faq-returns = Posso ancora restituire un articolo?
faq-after-sales = Chi si occupa delle riparazioni, e che ne è della garanzia?
faq-logistics = Che cosa succede allo storico delle mie consegne?
faq-feedback = Che cosa succede alle recensioni e ai commenti che ho scritto?
faq-loyalty-points = Che cosa succede ai miei punti?
faq-coupons = Che cosa succede ai miei coupon?
faq-stored-value = Che cosa succede alle mie carte regalo e al mio credito?
faq-addresses = Che cosa succede ai miei indirizzi salvati?
faq-consent = Che cosa succede alle mie iscrizioni e preferenze sulla privacy?
faq-customer-service = Qual è il mio servizio clienti?
faq-catalogue = Che cosa succede ai prodotti?
faq-service = Che cosa ne è di questo servizio: { $service }?
faq-app = Che cosa succede all’app { $app }?
faq-dates = Quali sono le date?
faq-genuine = Questo messaggio è autentico?
faq-data = Chi è il titolare del trattamento dei miei dati personali?
faq-rights = Cambiano i diritti che mi riconosce la legge?
faq-no-advice = Il servizio clienti non può fornire consulenza legale.
faq-brand = Che cosa succede al marchio { $brand }?
faq-untouched = Chi non è interessato?
faq-contact = Dove posso chiedere?

# Una data, e quando cade.
faq-row = { $what } – { $when }

macro-greeting = Buongiorno.
macro-lead = La ringraziamo per il messaggio sulla chiusura del negozio online { $brand } ({ $site }). { $successor } ne prende il posto.
macro-lead-alone = La ringraziamo per il messaggio sulla chiusura del negozio online { $brand } ({ $site }).
macro-correction = Ecco che cosa è cambiato dal nostro primo messaggio:
macro-dates = Ecco le date:
