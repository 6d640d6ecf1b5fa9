untouched = Certaines boutiques restent.
brand-continues = La marque continue.
lead-afterwards = La boutique { $site } a fermé : c’est la fin de la marque.
