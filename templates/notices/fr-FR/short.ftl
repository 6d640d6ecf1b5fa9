# Ce qui est dit en peu de mots : bandeau du site, notification, message dans l’application, SMS.
# Ces textes sont lus longtemps après : aucun ne dit « aujourd’hui » ni « bientôt ». Une notification montre environ
# cinquante caractères du titre et cent soixante-dix-huit des phrases. Dans un SMS, les lettres ê, ô, î, û, ç et œ doublent
# le nombre de messages : les phrases d’ici les évitent.

short-state = La boutique en ligne { $brand } ferme et rejoint { $successor }.
short-state-alone = La boutique en ligne { $brand } ferme.
short-closed = La boutique en ligne { $brand } a fermé. { $successor } a pris le relais.
short-closed-alone = La boutique en ligne { $brand } a fermé.

short-sales-stop = { $word ->
    [before] Dernières commandes { $when } ({ $zone }).
    [from] Plus aucune commande { $when } ({ $zone }).
   *[other] Fin des commandes { $when } ({ $zone }).
}
short-freeze = { $word ->
    [before] Dernière utilisation de certains services { $when } ({ $zone }).
   *[other] Certains services sont suspendus { $when } ({ $zone }).
}
short-sunset = { $word ->
    [before] Dernières opérations { $when } ({ $zone }).
    [from] Boutique fermée { $when } ({ $zone }).
   *[other] Fermeture { $when } ({ $zone }).
}
short-app-sunset = { $word ->
    [before] Dernière utilisation de l’application { $when } ({ $zone }).
    [from] L’application ne fonctionne plus { $when } ({ $zone }).
   *[other] L’application cesse de fonctionner { $when } ({ $zone }).
}
short-app-delist = { $word ->
    [before] Derniers téléchargements de l’application { $when } ({ $zone }).
    [from] L’application n’est plus proposée au téléchargement { $when } ({ $zone }).
   *[other] L’application quitte les magasins d’applications { $when } ({ $zone }).
}
short-changed = Une date concernant la boutique en ligne { $brand } a changé.
short-changed-several = Des dates concernant la boutique en ligne { $brand } ont changé.
short-correction = { $what } : { $is } ({ $zone }). Nous avions annoncé : { $was }.
short-correction-never = { $what } : nous avions annoncé { $was } ({ $zone }). Cela n’aura pas lieu.
short-more = Ce qui change, et à quelles dates

# Cinquante caractères au plus, noms compris.
short-title-announcement = La boutique en ligne { $brand } ferme
short-title-reminder = Rappel : boutique en ligne { $brand }
short-title-closed = La boutique en ligne { $brand } a fermé
short-title-afterwards = Boutique { $brand } : où tout retrouver
short-title-correction = Boutique { $brand } : rectificatif

banner-label = Du nouveau pour la boutique en ligne { $brand }

# Un SMS commence par le nom de l’expéditeur.
sms-state = { $brand } : notre boutique en ligne ferme et rejoint { $successor }.
sms-state-alone = { $brand } : notre boutique en ligne ferme.
sms-closed = { $brand } : notre boutique en ligne a fermé. { $successor } a pris le relais.
sms-closed-alone = { $brand } : notre boutique en ligne a fermé.
sms-changed = { $brand } : une date concernant notre boutique en ligne a changé.
sms-changed-several = { $brand } : des dates concernant notre boutique en ligne ont changé.
sms-more = Infos : { $url }
