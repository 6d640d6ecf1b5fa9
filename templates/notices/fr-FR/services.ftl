# Chaque service selon sa classe, et ce qu’il devient. Une classe sans message propre prend le message général.

service-accounts = Votre compte
service-orders = Commandes passées
service-open-orders = Commandes en cours
service-returns = Retours
service-after-sales = Service après-vente et garantie
service-logistics = Suivi des livraisons
service-feedback = Avis et commentaires
service-loyalty-points = Points de fidélité
service-coupons = Bons de réduction
service-stored-value = Cartes cadeaux et avoirs
service-addresses = Adresses enregistrées
service-consent = Lettre d’information et choix de confidentialité
service-customer-service = Service client
service-catalogue = Produits
service-other = Autres services
service-named = { $service } ({ $name })

fate-transfer = Ce service passe chez { $successor }.
fate-reissue = Ce service prend fin ici, et { $successor } vous l’attribue de nouveau.
fate-reroute = { $successor } prend le relais.
fate-end = Ce service prend fin et n’est pas repris.
fate-accounts-transfer = Votre compte passe chez { $successor }.
fate-orders-transfer = Vos commandes passées sont transférées chez { $successor }, où vous pouvez les consulter.
fate-open-orders-transfer = Les commandes que vous n’avez pas encore reçues passent chez { $successor }, qui les mène à leur terme.
fate-returns-transfer = Les retours, y compris ceux que vous avez déjà engagés, passent chez { $successor }.
fate-returns-reroute = Pour retourner un article, adressez-vous à { $successor }.
fate-after-sales-transfer = Les réparations et les dossiers de garantie passent chez { $successor }.
fate-after-sales-reroute = Pour une réparation ou la garantie, adressez-vous à { $successor }.
fate-logistics-transfer = L’historique de vos livraisons est transféré chez { $successor }.
fate-feedback-transfer = Les avis et commentaires que vous avez rédigés sont transférés chez { $successor }.
fate-loyalty-points-transfer = Vos points sont transférés chez { $successor }.
fate-loyalty-points-reissue = Vos points prennent fin ici, et { $successor } vous les crédite de nouveau.
fate-loyalty-points-end = Vos points prennent fin et ne sont pas repris.
fate-coupons-transfer = Vos bons de réduction sont transférés chez { $successor }.
fate-coupons-reissue = Vos bons de réduction prennent fin ici, et { $successor } vous les attribue de nouveau.
fate-coupons-end = Vos bons de réduction prennent fin et ne sont pas repris.
fate-stored-value-transfer = Vos cartes cadeaux et avoirs sont transférés chez { $successor }.
fate-stored-value-reissue = Vos cartes cadeaux et avoirs prennent fin ici, et { $successor } vous les attribue de nouveau.
fate-stored-value-end = Vos cartes cadeaux et avoirs prennent fin et ne sont pas repris.
fate-addresses-transfer = Vos adresses enregistrées sont transférées chez { $successor }.
fate-consent-end = Vos abonnements et vos choix de confidentialité ne sont pas repris.
fate-consent-transfer = Vos abonnements et vos choix de confidentialité sont transférés chez { $successor }.
fate-customer-service-transfer = Le service client passe chez { $successor }.
fate-customer-service-reroute = Pour joindre le service client, adressez-vous à { $successor }.
fate-catalogue-transfer = Toute la gamme { $brand } rejoint { $successor }.
fate-catalogue-transfer-but = La gamme { $brand } rejoint { $successor }, à l’exception de : { $lines }.

tail = Il se poursuit pendant { $span } après la livraison.
tail-open-orders = Une commande reste suivie pendant { $span } après sa livraison, même une fois la boutique fermée.
tail-returns = Ce que vous avez commandé ici peut être retourné pendant { $span } après sa livraison, même une fois la boutique fermée.
timing-window = Le transfert a lieu { $since } et s’achève { $until }.
timing-instant = Ce changement s’applique { $since }.
timing-until = Le transfert s’achève { $until }.
timing-end = { $word ->
    [before] Ce service est disponible { $when }, pas au-delà.
    [from] Ce service n’est plus disponible { $when }.
   *[other] Ce service prend fin { $when }.
}
timing-end-consent = { $word ->
    [before] Ils restent valables { $when }, pas au-delà.
    [from] Ils ne sont plus valables { $when }.
   *[other] Ils prennent fin { $when }.
}
timing-end-coupons = { $word ->
    [before] Utilisez ceux qui vous restent { $when }.
    [from] Vous ne pouvez plus les utiliser { $when }.
   *[other] Ils prennent fin { $when }.
}
timing-end-loyalty-points = { $word ->
    [before] Utilisez ceux qui vous restent { $when }.
    [from] Vous ne pouvez plus les utiliser { $when }.
   *[other] Ils prennent fin { $when }.
}
timing-end-stored-value = { $word ->
    [before] Utilisez ce qui vous reste { $when }.
    [from] Vous ne pouvez plus les utiliser { $when }.
   *[other] Ils prennent fin { $when }.
}
gap = Ce service est suspendu à partir du { $from } et rétabli { $until } : l’interruption peut durer jusqu’à { days }.
gap-loyalty-points = Vous ne pouvez pas utiliser vos points à partir du { $from }. Ils sont de nouveau disponibles { $until } : l’interruption peut durer jusqu’à { days }.
gap-coupons = Vous ne pouvez pas utiliser vos bons de réduction à partir du { $from }. Ils sont de nouveau disponibles { $until } : l’interruption peut durer jusqu’à { days }.
gap-stored-value = Vous ne pouvez pas dépenser vos cartes cadeaux et avoirs à partir du { $from }. Ils sont de nouveau disponibles { $until } : l’interruption peut durer jusqu’à { days }.
cohort-held = Est pris en compte le solde détenu { $when }.
cohort-valid = Sont pris en compte ceux qui sont valables { $when }.
cohort-loyalty-points-held = Le solde retenu est celui que vous détenez { $when }.
cohort-coupons-valid = Tout bon valable { $when } est pris en compte.
cohort-coupons-issued = Tout bon émis { $when } est pris en compte.
cohort-issued = Sont pris en compte ceux qui ont été émis { $when }.
rate = Taux de conversion : { $old } pour { $new }.
rate-loyalty-points = { $old-form ->
    [one] { $old } point actuel vaut
    [many] { $old } de points actuels valent
   *[other] { $old } points actuels valent
} { $new-form ->
    [one] { $new } point chez { $successor }.
    [many] { $new } de points chez { $successor }.
   *[other] { $new } points chez { $successor }.
}
rounding-up = Les fractions sont arrondies à l’unité supérieure.
rounding-down = Les fractions sont arrondies à l’unité inférieure.
rounding-nearest = Les fractions sont arrondies à l’unité la plus proche.
reduced-value = Ce que vous recevez vaut moins que ce que vous déteniez.
reduced-validity = Ce que vous recevez est valable moins longtemps que ce que vous déteniez.
reduced-minimum-spend = Le montant minimal d’achat est plus élevé qu’auparavant.
reduced-scope = Ce que vous recevez peut être utilisé pour moins d’achats que ce que vous déteniez.
valid-for = Une fois rétabli, il peut être utilisé pendant { $span }.
compensation = Une contrepartie est prévue pour cette période ; le service client peut vous la préciser.
compensation-validity-extended-by-the-gap = En contrepartie, la durée de validité est prolongée d’autant.
no-action = Vous n’avez rien à faire.
match-account = Vous n’avez rien à faire si { $successor } parvient à reconnaître votre compte. Si vous ne l’y retrouvez pas, contactez-nous.
match-service = Une fois votre compte reconnu, vous n’avez rien à faire.
where = Nouvelle adresse :
reach = Contact :

now-transfer = Transfert vers { $successor } effectué.
now-reissue = Réattribution par { $successor } effectuée.
now-reroute = { $successor } s’en charge.
now-end = Ce service a pris fin.
now-pending = L’opération est en cours ; elle sera achevée { $until }.
