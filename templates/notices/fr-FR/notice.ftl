# Ce que chaque message dit d’abord, et ses titres.

subject-announcement = La boutique en ligne { $brand } ferme et rejoint { $successor }
subject-announcement-alone = La boutique en ligne { $brand } ferme
subject-reminder-sunset = { $word ->
    [before] Rappel : dernières opérations dans la boutique en ligne { $brand } { $when }
    [from] Rappel : la boutique en ligne { $brand } est fermée { $when }
   *[other] Rappel : la boutique en ligne { $brand } ferme { $when }
}
subject-reminder-sales-stop = { $word ->
    [before] Rappel : dernières commandes dans la boutique en ligne { $brand } { $when }
    [from] Rappel : commandes impossibles dans la boutique en ligne { $brand } { $when }
   *[other] Rappel : fin des commandes dans la boutique en ligne { $brand } { $when }
}
subject-reminder-freeze = { $word ->
    [before] Rappel : certains services { $brand } sont à utiliser { $when }
   *[other] Rappel : certains services { $brand } sont suspendus { $when }
}
subject-reminder-app-sunset = { $word ->
    [before] Rappel : l’application { $brand } est à utiliser { $when }
    [from] Rappel : l’application { $brand } ne fonctionne plus { $when }
   *[other] Rappel : l’application { $brand } cesse de fonctionner { $when }
}
subject-reminder-app-delist = { $word ->
    [before] Rappel : l’application { $brand } est à télécharger { $when }
    [from] Rappel : l’application { $brand } n’est plus proposée au téléchargement { $when }
   *[other] Rappel : l’application { $brand } quitte les magasins d’applications { $when }
}
subject-last-day = { $last-day } : dernier jour de la boutique en ligne { $brand }
subject-last-day-sales-stop = { $last-day } : dernier jour pour commander dans la boutique en ligne { $brand }
subject-last-day-freeze = { $last-day } : dernier jour pour utiliser certains services { $brand } avant leur suspension
subject-last-day-app-sunset = { $last-day } : dernier jour de l’application { $brand }
subject-last-day-app-delist = { $last-day } : dernier jour pour télécharger l’application { $brand }
subject-closed = La boutique en ligne { $brand } a fermé, { $successor } prend le relais
subject-closed-alone = La boutique en ligne { $brand } a fermé
subject-afterwards = Boutique en ligne { $brand } fermée : où tout retrouver

subject-correction = Rectificatif : une date concernant la boutique en ligne { $brand } a changé
lead-correction = Nous vous avons communiqué, pour la boutique en ligne { $brand } ({ $site }), une date qui n’est plus exacte. Voici ce qui change ; seul ce message fait foi.
heading-correction = Ce qui change
correction-is = Nous avions annoncé : { $was }. La bonne date est : { $is }.
correction-never = Nous avions annoncé : { $was }. Cela n’aura pas lieu.

greeting = Bonjour,

lead-announcement = Nous fermons la boutique en ligne { $brand } ({ $site }). { $successor } prend le relais. Voici ce qui change pour vous, et à quelles dates.
lead-announcement-alone = Nous fermons la boutique en ligne { $brand } ({ $site }). Voici ce qui change pour vous, et à quelles dates.
reason-one-platform = Les marques de { $successor } sont réunies sur une seule plateforme.
reason-unified-presence = { $successor } souhaite que ses marques se trouvent au même endroit.
reason-efficiency = Ce que deux boutiques faisaient séparément ne sera plus fait qu’une fois.
destination = Ce qui remplace la boutique se trouve à l’adresse { $destination }.
lead-sunset = { $word ->
    [before] Nous vous invitons à terminer vos opérations dans la boutique { $when }. Elle vous reste ouverte jusqu’au { $last-day } à { $last-time } ({ $zone }).
    [from] La boutique est fermée { $when }. Elle vous reste ouverte jusqu’au { $last-day } à { $last-time } ({ $zone }).
   *[other] La boutique ferme { $when }. Elle vous reste ouverte jusqu’au { $last-day } à { $last-time } ({ $zone }).
}
lead-sales-stop = { $word ->
    [before] Si vous souhaitez commander dans la boutique en ligne { $brand } ({ $site }), faites-le { $when } ({ $zone }).
    [from] Il ne sera plus possible de commander dans la boutique en ligne { $brand } ({ $site }) { $when } ({ $zone }).
   *[other] Les commandes dans la boutique en ligne { $brand } ({ $site }) prennent fin { $when } ({ $zone }).
}
lead-freeze = { $word ->
    [before] Certains services de la boutique en ligne { $brand } ({ $site }) seront bientôt suspendus : utilisez-les { $when } ({ $zone }). Vous trouverez ci-dessous lesquels, et pour combien de temps.
   *[other] Certains services de la boutique en ligne { $brand } ({ $site }) sont suspendus { $when } ({ $zone }). Vous trouverez ci-dessous lesquels, et pour combien de temps.
}
lead-app-sunset = { $word ->
    [before] L’application { $brand } va fermer : terminez-y vos opérations { $when } ({ $zone }).
    [from] L’application { $brand } ne fonctionne plus { $when } ({ $zone }).
   *[other] L’application { $brand } cesse de fonctionner { $when } ({ $zone }).
}
lead-app-delist = { $word ->
    [before] L’application { $brand } va quitter les magasins d’applications : si vous en avez besoin, téléchargez-la { $when } ({ $zone }).
    [from] L’application { $brand } n’est plus proposée au téléchargement { $when } ({ $zone }).
   *[other] L’application { $brand } quitte les magasins d’applications { $when } ({ $zone }).
}
lead-reminder = La boutique en ligne { $brand } ({ $site }) ferme.
days-left = À compter du { $today }, il vous reste { days }.
lead-last-day = Le { $last-day } est le dernier jour où vous pouvez utiliser la boutique en ligne { $brand } ({ $site }). Elle vous reste ouverte jusqu’à { $last-time } ({ $zone }).
lead-last-day-sales-stop = Le { $last-day } est le dernier jour où vous pouvez commander dans la boutique en ligne { $brand } ({ $site }). Les commandes sont prises jusqu’à { $last-time } ({ $zone }).
lead-last-day-freeze = Le { $last-day } est le dernier jour où vous pouvez utiliser certains services de la boutique en ligne { $brand } ({ $site }) avant leur suspension. Ils restent disponibles jusqu’à { $last-time } ({ $zone }) ; vous trouverez ci-dessous lesquels, et pour combien de temps.
lead-last-day-app-sunset = Le { $last-day } est le dernier jour où vous pouvez utiliser l’application { $brand }. Elle fonctionne jusqu’à { $last-time } ({ $zone }).
lead-last-day-app-delist = Le { $last-day } est le dernier jour où vous pouvez télécharger l’application { $brand }. Elle reste proposée jusqu’à { $last-time } ({ $zone }).
lead-closed = La boutique en ligne { $brand } ({ $site }) a fermé. { $successor } a pris le relais.
lead-closed-alone = La boutique en ligne { $brand } ({ $site }) a fermé.
lead-afterwards = La boutique en ligne { $brand } ({ $site }) a fermé. Si nos messages précédents vous ont échappé, voici où tout retrouver.

heading-dates = Les dates à retenir
dates-zone = Toutes les dates et heures sont exprimées en { $zone }.
dates-zones = Toutes les dates et heures s’entendent à l’heure de chaque boutique : { $zones }.
zone-of-site = { $zone } pour { $site }
heading-past-dates = Ce qui s’est passé, et quand
past-announce = Annonce
past-sunset = Fermeture de la boutique
past-app-delist = Retrait de l’application des magasins d’applications
past-app-sunset = Arrêt de l’application
date-migrate = Transfert vers { $successor }
date-migrate-alone = Transfert de vos services
date-sales-stop = { $word ->
    [before] Dernières commandes
   *[other] Arrêt des commandes
}
date-freeze = { $word ->
    [before] Dernière utilisation de certains services
   *[other] Suspension de certains services
}
date-freeze-of = { $word ->
    [before] Dernière utilisation ici : { $services }
   *[other] Suspension : { $services }
}
date-restore = Transfert des services achevé
date-restore-of = Disponibles chez { $successor } : { $services }
date-sunset = { $word ->
    [before] Vos dernières opérations dans la boutique
   *[other] Fermeture de la boutique
}
date-app-delist = { $word ->
    [before] Derniers téléchargements de l’application
   *[other] Retrait de l’application des magasins d’applications
}
date-app-sunset = { $word ->
    [before] Dernière utilisation de l’application
   *[other] Arrêt de l’application
}
date-redirects-end = { $word ->
    [before] Dernière utilisation des anciens liens
   *[other] Arrêt des anciens liens
}

heading-services = Ce que deviennent votre compte et vos services
heading-addresses = Les nouvelles adresses de vos services
heading-now = Où tout retrouver
heading-apps = L’application
app-ends = { $word ->
    [before] Terminez vos opérations dans { $app } { $when }.
    [from] { $app } ne fonctionne plus { $when }.
   *[other] { $app } cesse de fonctionner { $when }.
}
app-delisted = { $word ->
    [before] { $app } peut être téléchargée { $when }, pas au-delà.
    [from] { $app } n’est plus proposée au téléchargement { $when }.
   *[other] { $app } cesse d’être proposée au téléchargement { $when }.
}
app-ended = { $app } ne fonctionne plus.
app-replacement = L’application à utiliser à la place est { $replacement }.
heading-also-closing = Les autres boutiques
also-closing = Ces boutiques en ligne { $brand } ferment également ; leurs clients reçoivent leur propre message :
heading-stays = Ce qui ne change pas
brand-continues = La marque { $brand } continue chez { $successor }.
untouched = Rien ne change pour : { $list }.
untouched-for-now = Pour l’instant, rien ne change pour : { $list }.
rights = Les droits que la loi vous accorde, par exemple en cas de défaut d’un produit acheté, restent les mêmes.
no-action-at-all = Vous n’avez aucune démarche à faire pour ce transfert.
heading-data = Vos données personnelles
controller-change = Responsable du traitement de vos données personnelles jusqu’au transfert : { $before }. Après le transfert : { $after }.
controller-same = Le responsable du traitement de vos données personnelles reste le même : { $after }.
old-data = L’ancienne boutique conserve encore des données d’avant le transfert : { $services }.
old-data-export = Vous pouvez en demander une copie jusqu’au { $day } inclus.
old-data-keep = Elles sont conservées jusqu’au { $day }.
old-data-erase = Elles sont effacées le { $day }.
data-rights = Vous pouvez demander une copie de vos données, les faire rectifier ou effacer, ou vous opposer à leur utilisation. Écrivez à :
heading-genuine = Reconnaître un message authentique
genuine = Un tel transfert sert souvent de prétexte à des fraudes. Ne saisissez votre mot de passe ou vos moyens de paiement qu’aux adresses suivantes :
sender = Nos messages au sujet de ce transfert sont envoyés depuis { $sender }.
heading-contact = Une question ?
contact = Pour toute question, ou s’il vous manque quelque chose, écrivez à :
contact-service = Vous pouvez joindre le service client ici :
button-brand = Voir { $brand } chez { $successor }
button-successor = Aller chez { $successor }
button-destination = Aller à la nouvelle adresse

page-title-notice = La boutique en ligne { $brand } et son transfert vers { $successor }
page-title-notice-alone = La fermeture de la boutique en ligne { $brand }
page-title-gone = Cette page n’existe plus
page-title-moving = Cette partie de la boutique est en cours de transfert
page-lead-notice = Cette page explique ce que devient la boutique en ligne { $brand } ({ $site }), et à quelles dates. { $successor } en prend le relais.
page-lead-notice-alone = Cette page explique ce que devient la boutique en ligne { $brand } ({ $site }), et à quelles dates.
page-lead-gone = La boutique en ligne { $brand } ferme ou a fermé, et cette page n’a pas été reprise. Votre lien ou votre favori n’est pas en cause.
page-lead-moving = Pendant le transfert, elle ne peut pas être utilisée. Nous vous invitons à revenir plus tard.
page-gone-plain = Il n’y a plus rien à cette adresse. Votre lien ou votre favori n’est pas en cause.
page-notice-plain = La boutique { $site } change.
page-title-plain = Du nouveau pour la boutique { $site }
page-destination = Ce qui remplace la boutique se trouve ici :

products-available = Les produits { $brand } restent disponibles.
support-uninterrupted = Les réparations, la garantie et le service client continuent sans interruption.
controller-purpose-same = { $after } utilise vos données personnelles aux mêmes fins que { $before }.
controller-purpose-further = { $after } utilise aussi vos données personnelles à d’autres fins que { $before }. Vous pouvez demander lesquelles.
controller-countries = Vos données personnelles sont alors conservées ou consultées dans les pays suivants : { $countries }.
terms-right = Certains services sont moins avantageux qu’avant : { $services }. Vous pouvez mettre fin sans frais au contrat correspondant dans un délai de { days } après réception de ce message.
# Around a notice: the language's own name, and the way out of the sending service's list.
language-name = Français
unsubscribe = Ne plus recevoir ces messages
