# Was jede Mitteilung zuerst sagt, und ihre Überschriften.

subject-announcement = Der Onlineshop von { $brand } schließt und zieht zu { $successor } um
subject-announcement-alone = Der Onlineshop von { $brand } schließt
subject-reminder-sunset = { $word ->
    [before] Erinnerung: Bitte erledigen Sie { $when } alles im Onlineshop von { $brand }
    [from] Erinnerung: Der Onlineshop von { $brand } ist { $when } geschlossen
   *[other] Erinnerung: Der Onlineshop von { $brand } schließt { $when }
}
subject-reminder-sales-stop = { $word ->
    [before] Erinnerung: Letzte Bestellungen im Onlineshop von { $brand } { $when }
    [from] Erinnerung: Keine neuen Bestellungen im Onlineshop von { $brand } { $when }
   *[other] Erinnerung: Bestellungen im Onlineshop von { $brand } enden { $when }
}
subject-reminder-freeze = { $word ->
    [before] Erinnerung: Einige Dienste von { $brand } bitte { $when } nutzen
   *[other] Erinnerung: Einige Dienste von { $brand } pausieren { $when }
}
subject-reminder-app-sunset = { $word ->
    [before] Erinnerung: Bitte nutzen Sie die App von { $brand } { $when } zum letzten Mal
    [from] Erinnerung: Die App von { $brand } funktioniert { $when } nicht mehr
   *[other] Erinnerung: Die App von { $brand } wird { $when } eingestellt
}
subject-reminder-app-delist = { $word ->
    [before] Erinnerung: Letzte Downloads der App von { $brand } { $when }
    [from] Erinnerung: Die App von { $brand } ist { $when } nicht mehr in den App-Stores
   *[other] Erinnerung: Die App von { $brand } verschwindet { $when } aus den App-Stores
}
subject-last-day = { $last-day }: letzter Tag des Onlineshops von { $brand }
subject-last-day-sales-stop = { $last-day }: letzter Tag für Bestellungen im Onlineshop von { $brand }
subject-last-day-freeze = { $last-day }: letzter Tag für einige Dienste von { $brand } vor ihrer Pause
subject-last-day-app-sunset = { $last-day }: letzter Tag der App von { $brand }
subject-last-day-app-delist = { $last-day }: letzter Tag für den Download der App von { $brand }
subject-closed = Der Onlineshop von { $brand } ist geschlossen, { $successor } hat übernommen
subject-closed-alone = Der Onlineshop von { $brand } ist geschlossen
subject-afterwards = Onlineshop von { $brand } geschlossen: wo Sie jetzt alles finden

subject-correction = Berichtigung: Ein Termin des Onlineshops von { $brand } hat sich geändert
lead-correction = Wir haben Ihnen für den Onlineshop von { $brand } ({ $site }) einen Termin genannt, der nicht mehr stimmt. Hier steht, was sich geändert hat; bitte richten Sie sich nach dieser Nachricht.
heading-correction = Was sich geändert hat
correction-is = Bisherige Angabe: { $was }. Richtig ist: { $is }.
correction-never = Bisherige Angabe: { $was }. Dazu kommt es nicht.

greeting = Guten Tag!

lead-announcement = Wir schließen den Onlineshop von { $brand } ({ $site }). { $successor } übernimmt. In dieser Nachricht lesen Sie, was sich für Sie ändert und wann.
lead-announcement-alone = Wir schließen den Onlineshop von { $brand } ({ $site }). In dieser Nachricht lesen Sie, was sich für Sie ändert und wann.
reason-one-platform = Die Marken von { $successor } kommen auf einer Plattform zusammen.
reason-unified-presence = { $successor } möchte, dass alle Marken an einem Ort zu finden sind.
reason-efficiency = Was zwei Shops getrennt taten, soll nur noch einmal getan werden.
destination = Was den Shop ersetzt, finden Sie unter { $destination }.
lead-sunset = { $word ->
    [before] Bitte erledigen Sie { $when } alles, was Sie im Shop noch tun möchten. Sie können ihn bis { $last-day }, { $last-time } ({ $zone }), nutzen.
    [from] Der Shop ist { $when } geschlossen. Sie können ihn bis { $last-day }, { $last-time } ({ $zone }), nutzen.
   *[other] Der Shop schließt { $when }. Sie können ihn bis { $last-day }, { $last-time } ({ $zone }), nutzen.
}
lead-sales-stop = { $word ->
    [before] Wenn Sie im Onlineshop von { $brand } ({ $site }) noch etwas bestellen möchten, tun Sie das bitte { $when } ({ $zone }).
    [from] Im Onlineshop von { $brand } ({ $site }) können Sie { $when } ({ $zone }) nicht mehr bestellen.
   *[other] Die Bestellmöglichkeit im Onlineshop von { $brand } ({ $site }) endet { $when } ({ $zone }).
}
lead-freeze = { $word ->
    [before] Einige Dienste des Onlineshops von { $brand } ({ $site }) pausieren bald. Bitte nutzen Sie sie { $when } ({ $zone }). Welche das sind und wie lange die Pause dauert, lesen Sie unten.
   *[other] Einige Dienste des Onlineshops von { $brand } ({ $site }) pausieren { $when } ({ $zone }). Welche das sind und wie lange die Pause dauert, lesen Sie unten.
}
lead-app-sunset = { $word ->
    [before] Die App von { $brand } wird eingestellt. Bitte erledigen Sie { $when } ({ $zone }), was Sie darin noch tun möchten.
    [from] Die App von { $brand } funktioniert { $when } ({ $zone }) nicht mehr.
   *[other] Die App von { $brand } wird { $when } ({ $zone }) eingestellt.
}
lead-app-delist = { $word ->
    [before] Die App von { $brand } verschwindet aus den App-Stores. Wenn Sie sie brauchen, laden Sie sie bitte { $when } ({ $zone }) herunter.
    [from] Die App von { $brand } ist { $when } ({ $zone }) nicht mehr in den App-Stores.
   *[other] Die App von { $brand } verschwindet { $when } ({ $zone }) aus den App-Stores.
}
lead-reminder = Der Onlineshop von { $brand } ({ $site }) schließt.
days-left = Ab { $today } gerechnet bleiben Ihnen noch { days }.
lead-last-day = Am { $last-day } können Sie den Onlineshop von { $brand } ({ $site }) zum letzten Mal nutzen. Er steht Ihnen bis { $last-time } ({ $zone }) offen.
lead-last-day-sales-stop = Am { $last-day } können Sie im Onlineshop von { $brand } ({ $site }) zum letzten Mal bestellen. Bestellungen nehmen wir bis { $last-time } ({ $zone }) an.
lead-last-day-freeze = Am { $last-day } können Sie einige Dienste des Onlineshops von { $brand } ({ $site }) vor ihrer Pause zum letzten Mal nutzen. Sie stehen Ihnen bis { $last-time } ({ $zone }) offen; welche das sind und wie lange die Pause dauert, lesen Sie unten.
lead-last-day-app-sunset = Am { $last-day } können Sie die App von { $brand } zum letzten Mal nutzen. Sie funktioniert bis { $last-time } ({ $zone }).
lead-last-day-app-delist = Am { $last-day } können Sie die App von { $brand } zum letzten Mal herunterladen. Die App-Stores bieten sie bis { $last-time } ({ $zone }) an.
lead-closed = Der Onlineshop von { $brand } ({ $site }) ist geschlossen. { $successor } hat ihn übernommen.
lead-closed-alone = Der Onlineshop von { $brand } ({ $site }) ist geschlossen.
lead-afterwards = Der Onlineshop von { $brand } ({ $site }) ist geschlossen. Falls Ihnen unsere früheren Nachrichten entgangen sind: Hier steht, wo Sie alles finden.

heading-dates = Wichtige Termine
dates-zone = Alle Daten und Uhrzeiten sind in { $zone } angegeben.
dates-zones = Alle Daten und Uhrzeiten richten sich nach der Uhr des jeweiligen Shops: { $zones }.
zone-of-site = { $zone } für { $site }
date-migrate = Umzug zu { $successor }
date-migrate-alone = Umzug Ihrer Dienste
date-sales-stop = { $word ->
    [before] Letzte Bestellungen
    [from] Keine neuen Bestellungen
   *[other] Ende der Bestellungen
}
date-freeze = { $word ->
    [before] Letzte Nutzung einiger Dienste
   *[other] Pause einiger Dienste
}
date-freeze-of = { $word ->
    [before] Hier letztmals nutzbar: { $services }
   *[other] Pausiert: { $services }
}
date-restore = Umzug der Dienste abgeschlossen
date-restore-of = Verfügbar bei { $successor }: { $services }
date-sunset = { $word ->
    [before] Letzte Nutzung des Shops
    [from] Shop geschlossen
   *[other] Schließung des Shops
}
date-app-delist = { $word ->
    [before] Letzte Downloads der App
    [from] App nicht mehr in den App-Stores
   *[other] Entfernung der App aus den App-Stores
}
date-app-sunset = { $word ->
    [before] Letzte Nutzung der App
    [from] App funktioniert nicht mehr
   *[other] Einstellung der App
}
date-redirects-end = { $word ->
    [before] Letzte Nutzung alter Links
    [from] Alte Links funktionieren nicht mehr
   *[other] Ende der alten Links
}
heading-past-dates = Was wann geschehen ist
past-announce = Ankündigung
past-sunset = Schließung des Shops
past-app-delist = Entfernung der App aus den App-Stores
past-app-sunset = Einstellung der App

heading-services = Was mit Ihrem Konto und Ihren Diensten geschieht
heading-addresses = Die neuen Adressen Ihrer Dienste
heading-now = Wo Sie alles finden
heading-apps = Die App
app-ends = { $word ->
    [before] Bitte erledigen Sie { $when }, was Sie in { $app } noch tun möchten.
    [from] { $app } funktioniert { $when } nicht mehr.
   *[other] { $app } wird { $when } eingestellt.
}
app-delisted = { $word ->
    [before] Sie können { $app } nur { $when } herunterladen, nicht später.
    [from] Sie können { $app } { $when } nicht mehr herunterladen.
   *[other] Der Download von { $app } endet { $when }.
}
app-ended = { $app } funktioniert nicht mehr.
app-replacement = Nutzen Sie stattdessen die App { $replacement }.
heading-stays = Was bleibt, wie es ist
brand-continues = Die Marke { $brand } besteht bei { $successor } weiter.
heading-also-closing = Weitere Shops
also-closing = Auch diese Onlineshops von { $brand } schließen; ihre Kundinnen und Kunden erhalten eine eigene Nachricht:
untouched = Von dieser Änderung nicht betroffen: { $list }.
untouched-for-now = Vorerst nicht von dieser Änderung betroffen: { $list }.
rights = Ihre gesetzlichen Rechte, zum Beispiel bei Mängeln einer gekauften Ware, bleiben unverändert.
no-action-at-all = Für diesen Umzug müssen Sie nichts tun.
heading-data = Ihre personenbezogenen Daten
controller-change = Verantwortlich für Ihre personenbezogenen Daten ist bis zum Umzug { $before }, danach { $after }.
controller-same = Verantwortlich für Ihre personenbezogenen Daten bleibt { $after }.
data-rights = Sie können eine Kopie Ihrer Daten verlangen, sie berichtigen oder löschen lassen oder ihrer Verwendung widersprechen. Schreiben Sie dazu an:
old-data = Beim alten Shop liegen noch Daten aus der Zeit vor dem Umzug: { $services }.
old-data-export = Eine Kopie davon können Sie bis einschließlich { $day } erhalten.
old-data-keep = Sie werden bis zum { $day } aufbewahrt.
old-data-erase = Sie werden am { $day } gelöscht.
heading-genuine = So erkennen Sie echte Nachrichten
genuine = Umzüge wie dieser dienen oft als Vorwand für Betrug. Geben Sie Ihr Passwort und Ihre Zahlungsdaten nur unter diesen Adressen ein:
sender = Unsere Nachrichten zu diesem Umzug senden wir von { $sender }.
heading-contact = Fragen
contact = Wenn Sie eine Frage haben oder etwas vermissen, schreiben Sie an:
contact-service = Den Kundenservice erreichen Sie hier:
button-brand = { $brand } bei { $successor } ansehen
button-successor = Weiter zu { $successor }
button-destination = Zur neuen Adresse

page-title-notice = Der Onlineshop von { $brand } und sein Umzug zu { $successor }
page-title-notice-alone = Die Schließung des Onlineshops von { $brand }
page-title-gone = Diese Seite gibt es nicht mehr
page-title-moving = Dieser Teil des Shops zieht um
page-lead-notice = Auf dieser Seite steht, was mit dem Onlineshop von { $brand } ({ $site }) geschieht und wann. { $successor } übernimmt ihn.
page-lead-notice-alone = Auf dieser Seite steht, was mit dem Onlineshop von { $brand } ({ $site }) geschieht und wann.
page-lead-gone = Der Onlineshop von { $brand } schließt oder ist bereits geschlossen, und diese Seite wurde nicht übernommen. An Ihrem Link oder Lesezeichen liegt es nicht.
page-lead-moving = Während des Umzugs ist er nicht nutzbar. Bitte kommen Sie später wieder.
page-gone-plain = Unter dieser Adresse gibt es nichts mehr. An Ihrem Link oder Lesezeichen liegt es nicht.
page-notice-plain = Der Shop unter { $site } verändert sich.
page-title-plain = Neues vom Shop unter { $site }
page-destination = Was den Shop ersetzt, finden Sie hier:

products-available = Produkte von { $brand } sind weiterhin erhältlich.
support-uninterrupted = Reparatur, Garantie und Kundenservice laufen ohne Unterbrechung weiter.
controller-purpose-same = { $after } verwendet Ihre personenbezogenen Daten zu denselben Zwecken wie bisher { $before }.
controller-purpose-further = { $after } verwendet Ihre personenbezogenen Daten auch zu Zwecken, zu denen { $before } sie nicht verwendet hat. Sie können fragen, welche das sind.
controller-countries = Ihre personenbezogenen Daten werden dann in diesen Ländern gespeichert oder eingesehen: { $countries }.
terms-right = Einiges davon ist für Sie schlechter als bisher: { $services }. Insoweit können Sie Ihren Vertrag kostenlos beenden; die Frist dafür beträgt { days } ab Erhalt dieser Nachricht.

# Rund um eine Mitteilung: der eigene Name der Sprache und der Weg von der Liste des Versenders.
language-name = Deutsch
unsubscribe = Diese Nachrichten abbestellen
