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
short-changed = Ein Termin des Onlineshops von { $brand } hat sich geändert.
short-changed-several = Termine des Onlineshops von { $brand } haben sich geändert.
short-correction = { $what }: { $is } ({ $zone }). Bisherige Angabe: { $was }.
short-correction-never = { $what }: bisherige Angabe { $was } ({ $zone }). Dazu kommt es nicht.
short-more = Was sich ändert und wann

# Höchstens fünfzig Zeichen, die Namen mitgezählt.
short-title-announcement = Onlineshop von { $brand } schließt
short-title-reminder = Erinnerung: Onlineshop von { $brand }
short-title-closed = Onlineshop von { $brand } geschlossen
short-title-afterwards = Onlineshop von { $brand }: wo alles ist
short-title-correction = Onlineshop von { $brand }: Berichtigung

banner-label = Neues vom Onlineshop von { $brand }

# Eine SMS beginnt mit dem Absender.
sms-state = { $brand }: Unser Onlineshop schließt und zieht zu { $successor } um.
sms-state-alone = { $brand }: Unser Onlineshop schließt.
sms-closed = { $brand }: Unser Onlineshop ist geschlossen. { $successor } hat ihn übernommen.
sms-closed-alone = { $brand }: Unser Onlineshop ist geschlossen.
sms-changed = { $brand }: Ein Termin unseres Onlineshops hat sich geändert.
sms-changed-several = { $brand }: Termine unseres Onlineshops haben sich geändert.
sms-more = Mehr: { $url }
