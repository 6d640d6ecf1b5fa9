# Lo que se dice en pocas palabras: en una franja del sitio, en una notificación, en la aplicación y por SMS.
# Cada texto se lee mucho después de escrito, por eso ninguno dice «hoy» ni «pronto».

short-state = La tienda en línea de { $brand } cierra y pasa a { $successor }.
short-state-alone = La tienda en línea de { $brand } cierra.
short-closed = La tienda en línea de { $brand } ha cerrado. { $successor } ha tomado el relevo.
short-closed-alone = La tienda en línea de { $brand } ha cerrado.

short-sales-stop = { $word ->
    [before] Últimos pedidos { $when } ({ $zone }).
    [from] Sin nuevos pedidos { $when } ({ $zone }).
   *[other] Los pedidos terminan { $when } ({ $zone }).
}
short-freeze = { $word ->
    [before] Último uso de algunos servicios { $when } ({ $zone }).
    [from] Algunos servicios estarán en pausa { $when } ({ $zone }).
   *[other] Algunos servicios entran en pausa { $when } ({ $zone }).
}
short-sunset = { $word ->
    [before] Último uso { $when } ({ $zone }).
    [from] Cerrada { $when } ({ $zone }).
   *[other] Cierra { $when } ({ $zone }).
}
short-app-sunset = { $word ->
    [before] Último uso de la aplicación { $when } ({ $zone }).
    [from] La aplicación ya no funciona { $when } ({ $zone }).
   *[other] La aplicación deja de funcionar { $when } ({ $zone }).
}
short-app-delist = { $word ->
    [before] Últimas descargas de la aplicación { $when } ({ $zone }).
    [from] La aplicación ya no puede descargarse { $when } ({ $zone }).
   *[other] La aplicación se retira de las tiendas de aplicaciones { $when } ({ $zone }).
}
short-changed = Ha cambiado una fecha de la tienda en línea de { $brand }.
short-changed-several = Han cambiado fechas de la tienda en línea de { $brand }.
short-correction = { $what }: { $is } ({ $zone }). Indicación anterior: { $was }.
short-correction-never = { $what }: indicación anterior { $was } ({ $zone }). Esto no tendrá lugar.
short-more = Qué cambia y cuándo

# Cincuenta caracteres como máximo, nombres incluidos.
short-title-announcement = La tienda en línea de { $brand } cierra
short-title-reminder = Recordatorio: tienda en línea de { $brand }
short-title-closed = La tienda en línea de { $brand } ha cerrado
short-title-afterwards = Tienda en línea de { $brand }: adónde ir
short-title-correction = Tienda de { $brand }: rectificación

banner-label = Novedades de la tienda en línea de { $brand }

# Un SMS empieza por el nombre de quien lo envía.
sms-state = { $brand }: nuestra tienda en línea cierra y pasa a { $successor }.
sms-state-alone = { $brand }: nuestra tienda en línea cierra.
sms-closed = { $brand }: nuestra tienda en línea ha cerrado. { $successor } ha tomado el relevo.
sms-closed-alone = { $brand }: nuestra tienda en línea ha cerrado.
sms-changed = { $brand }: ha cambiado una fecha de nuestra tienda en línea.
sms-changed-several = { $brand }: han cambiado fechas de nuestra tienda en línea.
sms-more = Más: { $url }
