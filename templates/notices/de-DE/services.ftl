# Die Namen beginnen mit einem Nomen: Sie stehen so auch mitten im Satz.
# Jeder Dienst nach seiner Klasse, und was aus ihm wird. Eine Klasse ohne eigene Meldung nimmt die allgemeine.

service-accounts = Ihr Konto
service-orders = Bestellverlauf
service-open-orders = Bestellungen unterwegs
service-returns = Rücksendungen
service-after-sales = Reparatur und Garantie
service-logistics = Lieferverlauf
service-feedback = Bewertungen und Kommentare
service-loyalty-points = Treuepunkte
service-coupons = Coupons
service-stored-value = Geschenkkarten und Guthaben
service-addresses = Adressbuch
service-consent = Newsletter und Datenschutzeinstellungen
service-customer-service = Kundenservice
service-catalogue = Produkte
service-other = Zusatzdienst
service-named = { $service } ({ $name })

fate-transfer = Dieser Dienst zieht zu { $successor } um.
fate-reissue = Dieser Dienst endet hier und wird Ihnen von { $successor } neu bereitgestellt.
fate-reroute = { $successor } übernimmt das.
fate-end = Dieser Dienst endet und wird nicht übernommen.
fate-accounts-transfer = Ihr Konto zieht zu { $successor } um.
fate-orders-transfer = Ihre früheren Bestellungen werden an { $successor } übertragen; dort können Sie sie einsehen.
fate-open-orders-transfer = Bestellungen, die Sie noch nicht erhalten haben, gehen an { $successor } über und werden dort abgeschlossen.
fate-returns-transfer = Rücksendungen, auch bereits begonnene, gehen an { $successor } über.
fate-returns-reroute = Wenn Sie etwas zurücksenden möchten, wenden Sie sich an { $successor }.
fate-after-sales-transfer = Reparaturen und Garantiefälle gehen an { $successor } über.
fate-after-sales-reroute = Für Reparatur und Garantie wenden Sie sich an { $successor }.
fate-logistics-transfer = Der Verlauf Ihrer Lieferungen wird an { $successor } übertragen.
fate-feedback-transfer = Ihre Bewertungen und Kommentare werden an { $successor } übertragen.
fate-loyalty-points-transfer = Ihre Punkte werden an { $successor } übertragen.
fate-loyalty-points-reissue = Ihre Punkte enden hier und werden Ihnen von { $successor } neu gutgeschrieben.
fate-loyalty-points-end = Ihre Punkte verfallen und werden nicht übernommen.
fate-coupons-transfer = Ihre Coupons werden an { $successor } übertragen.
fate-coupons-reissue = Ihre Coupons enden hier und werden Ihnen von { $successor } neu ausgestellt.
fate-coupons-end = Ihre Coupons verfallen und werden nicht übernommen.
fate-stored-value-transfer = Ihre Geschenkkarten und Guthaben werden an { $successor } übertragen.
fate-stored-value-reissue = Ihre Geschenkkarten und Guthaben enden hier und werden Ihnen von { $successor } neu ausgestellt.
fate-stored-value-end = Ihre Geschenkkarten und Guthaben enden und werden nicht übernommen.
fate-addresses-transfer = Ihre gespeicherten Adressen werden an { $successor } übertragen.
fate-consent-end = Ihre Newsletter- und Datenschutzeinstellungen werden nicht übernommen.
fate-consent-transfer = Ihre Newsletter- und Datenschutzeinstellungen werden an { $successor } übertragen.
fate-customer-service-transfer = Der Kundenservice geht an { $successor } über.
fate-customer-service-reroute = Den Kundenservice erreichen Sie bei { $successor }.
fate-catalogue-transfer = Das gesamte Sortiment von { $brand } zieht zu { $successor } um.
fate-catalogue-transfer-but = Das Sortiment von { $brand } zieht zu { $successor } um, ausgenommen: { $lines }.
tail = Das gilt noch { $span } lang nach der Lieferung.
tail-open-orders = Eine Bestellung wird nach der Lieferung noch { $span } lang betreut, auch nach der Schließung des Shops.
tail-returns = Was Sie hier bestellt haben, können Sie nach der Lieferung noch { $span } lang zurücksenden, auch nach der Schließung des Shops.

timing-window = Die Übertragung findet { $since } statt und ist { $until } abgeschlossen.
timing-instant = Dies gilt { $since }.
timing-until = Die Übertragung ist { $until } abgeschlossen.
timing-end = { $word ->
    [before] Dieser Dienst ist nur { $when } verfügbar, nicht später.
    [from] Dieser Dienst ist { $when } nicht mehr verfügbar.
   *[other] Dieser Dienst endet { $when }.
}
timing-end-consent = { $word ->
    [before] Sie gelten nur { $when }, nicht später.
    [from] Sie gelten { $when } nicht mehr.
   *[other] Sie enden { $when }.
}
timing-end-coupons = { $word ->
    [before] Bitte lösen Sie { $when } ein, was Sie noch haben.
    [from] Sie können sie { $when } nicht mehr einlösen.
   *[other] Sie enden { $when }.
}
timing-end-loyalty-points = { $word ->
    [before] Bitte lösen Sie { $when } ein, was Sie noch haben.
    [from] Sie können sie { $when } nicht mehr einlösen.
   *[other] Sie enden { $when }.
}
timing-end-stored-value = { $word ->
    [before] Bitte verwenden Sie { $when }, was Sie noch haben.
    [from] Sie können sie { $when } nicht mehr verwenden.
   *[other] Sie enden { $when }.
}
gap = Dieser Dienst pausiert ab dem { $from } und ist { $until } wieder verfügbar; die Unterbrechung kann bis zu { days } dauern.
gap-loyalty-points = Ab dem { $from } können Sie Ihre Punkte nicht nutzen. Sie sind { $until } wieder verfügbar; die Unterbrechung kann bis zu { days } dauern.
gap-coupons = Ab dem { $from } können Sie Ihre Coupons nicht nutzen. Sie sind { $until } wieder verfügbar; die Unterbrechung kann bis zu { days } dauern.
gap-stored-value = Ab dem { $from } können Sie Ihre Geschenkkarten und Guthaben nicht verwenden. Sie sind { $until } wieder verfügbar; die Unterbrechung kann bis zu { days } dauern.
cohort-held = Maßgeblich ist der Stand, den Sie { $when } haben.
cohort-valid = Berücksichtigt wird, was { $when } gültig ist.
cohort-loyalty-points-held = Maßgeblich ist der Punktestand, den Sie { $when } haben.
cohort-coupons-valid = Berücksichtigt wird jeder Coupon, der { $when } gültig ist.
cohort-coupons-issued = Berücksichtigt wird jeder Coupon, der { $when } ausgestellt wurde.
cohort-issued = Berücksichtigt wird, was { $when } ausgestellt wurde.
rate = Umrechnung: { $old } zu { $new }.
rate-loyalty-points = { $old-form ->
    [one] { $old } bisheriger Punkt entspricht
   *[other] { $old } bisherige Punkte entsprechen
} { $new-form ->
    [one] { $new } Punkt bei { $successor }.
   *[other] { $new } Punkten bei { $successor }.
}
rounding-up = Bruchteile werden aufgerundet.
rounding-down = Bruchteile werden abgerundet.
rounding-nearest = Bruchteile werden kaufmännisch auf ganze Einheiten gerundet.
reduced-value = Was Sie erhalten, ist weniger wert als das, was Sie hatten.
reduced-validity = Was Sie erhalten, gilt kürzer als das, was Sie hatten.
reduced-minimum-spend = Der Mindestbestellwert ist höher als bisher.
reduced-scope = Was Sie erhalten, lässt sich für weniger verwenden als das, was Sie hatten.
compensation = Für diese Zeit erhalten Sie einen Ausgleich; Näheres sagt Ihnen der Kundenservice.
compensation-validity-extended-by-the-gap = Zum Ausgleich verlängert sich die Gültigkeit um die Dauer der Unterbrechung.
valid-for = Nach der Wiederherstellung { $span } lang nutzbar.
no-action = Sie müssen nichts tun.
match-account = Sie müssen nichts tun, wenn { $successor } Ihr Konto zuordnen kann. Finden Sie es dort nicht, wenden Sie sich bitte an uns.
match-service = Sobald Ihr Konto zugeordnet ist, müssen Sie nichts tun.
where = Neue Adresse:
reach = Kontakt:

now-transfer = Zu { $successor } umgezogen.
now-reissue = Von { $successor } neu ausgestellt.
now-reroute = Wird von { $successor } übernommen.
now-end = Dieser Dienst ist beendet.
now-pending = Die Übertragung läuft noch und ist { $until } abgeschlossen.
