# Ce que répond le service client. Une réponse est lue à tout moment jusqu’au message suivant : chaque date y a son mot, et
# rien n’y dit si elle est passée ou à venir.

faq-title = Questions et réponses sur la fermeture de la boutique en ligne { $brand }
faq-correction = Quelle date a changé ?
faq-close = Quand la boutique en ligne ferme-t-elle ?
faq-close-answer = { $word ->
    [before] Dernières opérations dans la boutique en ligne ({ $site }) : { $when }, soit jusqu’au { $last-day } à { $last-time } ({ $zone }).
    [from] La boutique en ligne ({ $site }) est fermée { $when } ; elle reste ouverte jusqu’au { $last-day } à { $last-time } ({ $zone }).
   *[other] La boutique en ligne ({ $site }) ferme { $when } ; elle reste ouverte jusqu’au { $last-day } à { $last-time } ({ $zone }).
}
faq-order = Puis-je encore commander ?
faq-order-answer = { $word ->
    [before] Dernières commandes dans la boutique en ligne { $brand } : { $when } ({ $zone }).
    [from] Il n’est plus possible de commander dans la boutique en ligne { $brand } { $when } ({ $zone }). Jusque-là, vous pouvez commander.
   *[other] Les commandes dans la boutique en ligne { $brand } prennent fin { $when } ({ $zone }). Jusque-là, vous pouvez commander.
}
faq-order-ended = Non, il n’est plus possible de commander dans la boutique en ligne { $brand }.
faq-where = Où trouver ce qui remplace la boutique ?
faq-action = Ai-je une démarche à faire ?
faq-action-answer = S’il y a quelque chose à faire, chaque réponse ci-dessous l’indique.
faq-accounts = Que devient mon compte ?
faq-orders = Que deviennent mes commandes passées ?
faq-open-orders = Que devient une commande en cours ?
faq-returns = Puis-je encore retourner un article ?
faq-after-sales = Qui s’occupe des réparations et de la garantie ?
faq-logistics = Que devient l’historique de mes livraisons ?
faq-feedback = Que deviennent mes avis et commentaires ?
faq-loyalty-points = Que deviennent mes points ?
faq-coupons = Que deviennent mes bons de réduction ?
faq-stored-value = Que deviennent mes cartes cadeaux et avoirs ?
faq-addresses = Que deviennent mes adresses enregistrées ?
faq-consent = Que deviennent mes abonnements et mes choix de confidentialité ?
faq-customer-service = À quel service client m’adresser ?
faq-catalogue = Que deviennent les produits ?
faq-service = Que devient ce service : { $service } ?
faq-app = Que devient l’application { $app } ?
faq-dates = Quelles sont les dates à retenir ?
faq-genuine = Ce message est-il authentique ?
faq-data = Qui est responsable de mes données personnelles ?
faq-rights = Mes droits changent-ils ?
faq-no-advice = Le service client ne peut pas donner de conseil juridique.
faq-brand = Que devient la marque { $brand } ?
faq-untouched = Qui n’est pas concerné ?
faq-contact = Où poser une question ?

# Une date, et quand elle tombe.
faq-row = { $what } – { $when }

macro-greeting = Bonjour,
macro-lead = Merci de votre message au sujet de la fermeture de la boutique en ligne { $brand } ({ $site }). { $successor } en prend le relais.
macro-lead-alone = Merci de votre message au sujet de la fermeture de la boutique en ligne { $brand } ({ $site }).
macro-correction = Voici ce qui a changé depuis nos premiers messages :
macro-dates = Voici les dates :
