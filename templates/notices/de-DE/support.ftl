# Was der Kundenservice antwortet. Eine Antwort wird jederzeit bis zur nächsten Mitteilung gelesen: Jedes Datum steht mit seinem
# Wort, und von keinem wird gesagt, ob es bevorsteht oder vorbei ist.

faq-title = Fragen und Antworten zur Schließung des Onlineshops von { $brand }
faq-correction = Welcher Termin hat sich geändert?
faq-close = Wann schließt der Onlineshop?
faq-close-answer = { $word ->
    [before] Letzte Nutzung des Onlineshops ({ $site }): { $when }, also bis { $last-day }, { $last-time } ({ $zone }).
    [from] Der Onlineshop ({ $site }) ist { $when } geschlossen; nutzbar ist er bis { $last-day }, { $last-time } ({ $zone }).
   *[other] Der Onlineshop ({ $site }) schließt { $when }; nutzbar ist er bis { $last-day }, { $last-time } ({ $zone }).
}
faq-order = Kann ich noch bestellen?
faq-order-answer = { $word ->
    [before] Letzte Bestellungen im Onlineshop von { $brand }: { $when } ({ $zone }).
    [from] Keine neuen Bestellungen im Onlineshop von { $brand } { $when } ({ $zone }). Bis dahin können Sie bestellen.
   *[other] Die Bestellmöglichkeit im Onlineshop von { $brand } endet { $when } ({ $zone }). Bis dahin können Sie bestellen.
}
faq-order-ended = Nein, im Onlineshop von { $brand } kann nicht mehr bestellt werden.
faq-where = Wo finde ich, was den Shop ersetzt?
faq-action = Muss ich etwas tun?
faq-action-answer = Falls etwas zu tun ist, steht es hier bei der jeweiligen Antwort.
faq-accounts = Was geschieht mit meinem Konto?
faq-orders = Was geschieht mit meinen früheren Bestellungen?
faq-open-orders = Was geschieht mit einer Bestellung, die noch unterwegs ist?
faq-returns = Kann ich noch etwas zurücksenden?
faq-after-sales = Wer übernimmt Reparaturen, und was ist mit meiner Garantie?
faq-logistics = Was geschieht mit dem Verlauf meiner Lieferungen?
faq-feedback = Was geschieht mit meinen Bewertungen und Kommentaren?
faq-loyalty-points = Was geschieht mit meinen Punkten?
faq-coupons = Was geschieht mit meinen Coupons?
faq-stored-value = Was geschieht mit meinen Geschenkkarten und Guthaben?
faq-addresses = Was geschieht mit meinen gespeicherten Adressen?
faq-consent = Was geschieht mit meinen Newsletter- und Datenschutzeinstellungen?
faq-customer-service = Wer ist mein Kundenservice?
faq-catalogue = Was geschieht mit den Produkten?
faq-service = Was geschieht hiermit: { $service }?
faq-app = Was geschieht mit der App { $app }?
faq-dates = Welche Termine gibt es?
faq-genuine = Ist diese Nachricht echt?
faq-data = Wer ist für meine personenbezogenen Daten verantwortlich?
faq-rights = Ändern sich meine gesetzlichen Rechte?
faq-no-advice = Der Kundenservice darf keine Rechtsberatung erteilen.
faq-brand = Was geschieht mit der Marke { $brand }?
faq-untouched = Wer ist nicht betroffen?
faq-contact = Wo kann ich fragen?

# Ein Datum, und wann es ist.
faq-row = { $what } – { $when }

macro-greeting = Guten Tag!
macro-lead = Vielen Dank für Ihre Nachricht zur Schließung des Onlineshops von { $brand } ({ $site }). { $successor } übernimmt ihn.
macro-lead-alone = Vielen Dank für Ihre Nachricht zur Schließung des Onlineshops von { $brand } ({ $site }).
macro-correction = Das hat sich seit unserer ersten Nachricht geändert:
macro-dates = Das sind die Termine:
