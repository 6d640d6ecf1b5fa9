# Was in wenigen Worten gesagt wird: auf einem Streifen der Website, in einer Push-Nachricht, in der App und als SMS.
# Jedes wird lange nach dem Schreiben gelesen; darum sagt keines „heute“ oder „bald“.

short-state = Der Onlineshop von { $brand } schließt und zieht zu { $successor } um.
short-state-alone = Der Onlineshop von { $brand } schließt.
short-closed = Der Onlineshop von { $brand } ist geschlossen. { $successor } hat ihn übernommen.
short-closed-alone = Der Onlineshop von { $brand } ist geschlossen.

short-sales-stop = { $word ->
    [before] Letzte Bestellungen { $when } ({ $zone }).
    [from] Keine neuen Bestellungen { $when } ({ $zone }).
   *[other] Bestellungen enden { $when } ({ $zone }).
}
short-freeze = { $word ->
    [before] Letzte Nutzung einiger Dienste { $when } ({ $zone }).
   *[other] Einige Dienste pausieren { $when } ({ $zone }).
}
short-sunset = { $word ->
    [before] Letzte Nutzung { $when } ({ $zone }).
    [from] Geschlossen { $when } ({ $zone }).
   *[other] Er schließt { $when } ({ $zone }).
}
short-app-sunset = { $word ->
    [before] Letzte Nutzung der App { $when } ({ $zone }).
    [from] Die App funktioniert { $when } ({ $zone }) nicht mehr.
   *[other] Die App wird { $when } ({ $zone }) eingestellt.
}
short-app-delist = { $word ->
    [before] Letzte Downloads der App { $when } ({ $zone }).
    [from] Die App ist { $when } ({ $zone }) nicht mehr in den App-Stores.
   *[other] Die App verschwindet { $when } ({ $zone }) aus den App-Stores.
}
short-correction = Ein Termin hat sich geändert. { $what }: { $is } ({ $zone }). Bisherige Angabe: { $was }.
short-correction-never = Ein Termin hat sich geändert. { $what }: bisherige Angabe { $was } ({ $zone }). Dazu kommt es nicht.
short-more = Was sich ändert und wann

# Höchstens fünfzig Zeichen, die Namen mitgezählt.
short-title-announcement = Der Onlineshop von { $brand } schließt
short-title-reminder = Erinnerung: Onlineshop von { $brand } schließt
short-title-closed = Der Onlineshop von { $brand } ist geschlossen
short-title-afterwards = Onlineshop von { $brand }: wo Sie alles finden
short-title-correction = Berichtigung: ein Termin von { $brand }

banner-label = Neues vom Onlineshop von { $brand }

# Eine SMS beginnt mit dem Absender.
sms-state = { $brand }: Unser Onlineshop schließt und zieht zu { $successor } um.
sms-state-alone = { $brand }: Unser Onlineshop schließt.
sms-closed = { $brand }: Unser Onlineshop ist geschlossen. { $successor } hat ihn übernommen.
sms-closed-alone = { $brand }: Unser Onlineshop ist geschlossen.
sms-more = Mehr: { $url }
