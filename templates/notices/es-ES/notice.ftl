# Lo que cada aviso dice primero, y sus títulos.

subject-announcement = La tienda en línea de { $brand } cierra y pasa a { $successor }
subject-announcement-alone = La tienda en línea de { $brand } cierra
subject-reminder-sunset = { $word ->
    [before] Recordatorio: últimas gestiones en la tienda en línea de { $brand }, { $when }
    [from] Recordatorio: la tienda en línea de { $brand } está cerrada { $when }
   *[other] Recordatorio: la tienda en línea de { $brand } cierra { $when }
}
subject-reminder-sales-stop = { $word ->
    [before] Recordatorio: últimos pedidos en la tienda en línea de { $brand }, { $when }
    [from] Recordatorio: sin nuevos pedidos en la tienda en línea de { $brand } { $when }
   *[other] Recordatorio: los pedidos en la tienda en línea de { $brand } terminan { $when }
}
subject-reminder-freeze = { $word ->
    [before] Recordatorio: algunos servicios de { $brand } deben utilizarse { $when }
    [from] Recordatorio: algunos servicios de { $brand } estarán en pausa { $when }
   *[other] Recordatorio: algunos servicios de { $brand } entran en pausa { $when }
}
subject-reminder-app-sunset = { $word ->
    [before] Recordatorio: la aplicación de { $brand } debe utilizarse { $when }
    [from] Recordatorio: la aplicación de { $brand } ya no funciona { $when }
   *[other] Recordatorio: la aplicación de { $brand } deja de funcionar { $when }
}
subject-reminder-app-delist = { $word ->
    [before] Recordatorio: la aplicación de { $brand } debe descargarse { $when }
    [from] Recordatorio: la aplicación de { $brand } ya no puede descargarse { $when }
   *[other] Recordatorio: la aplicación de { $brand } se retira de las tiendas de aplicaciones { $when }
}
subject-last-day = { $last-day }: último día de la tienda en línea de { $brand }
subject-last-day-sales-stop = { $last-day }: último día para hacer pedidos en la tienda en línea de { $brand }
subject-last-day-freeze = { $last-day }: último día para utilizar algunos servicios de { $brand } antes de su pausa
subject-last-day-app-sunset = { $last-day }: último día de la aplicación de { $brand }
subject-last-day-app-delist = { $last-day }: último día para descargar la aplicación de { $brand }
subject-closed = La tienda en línea de { $brand } ha cerrado y { $successor } toma el relevo
subject-closed-alone = La tienda en línea de { $brand } ha cerrado
subject-afterwards = Tienda en línea de { $brand } cerrada: dónde encontrarlo todo

subject-correction = Rectificación: ha cambiado una fecha de la tienda en línea de { $brand }
lead-correction = Le comunicamos una fecha de la tienda en línea de { $brand } ({ $site }) que ya no es correcta. Esto es lo que ha cambiado; le rogamos que se guíe por este mensaje.
heading-correction = Qué ha cambiado
correction-is = Indicación anterior: { $was }. Indicación correcta: { $is }.
correction-never = Indicación anterior: { $was }. Esto no tendrá lugar.

greeting = Buenos días:

lead-announcement = Cerramos la tienda en línea de { $brand } ({ $site }). { $successor } toma el relevo. En este mensaje le explicamos qué cambia para usted y cuándo.
lead-announcement-alone = Cerramos la tienda en línea de { $brand } ({ $site }). En este mensaje le explicamos qué cambia para usted y cuándo.
reason-one-platform = Las marcas de { $successor } se reúnen en una sola plataforma.
reason-unified-presence = { $successor } desea que sus marcas se encuentren en un mismo lugar.
reason-efficiency = Lo que dos tiendas hacían por separado se hará una sola vez.
destination = Lo que sustituye a la tienda está en { $destination }.
lead-sunset = { $word ->
    [before] Le rogamos que termine { $when } todo lo que desee hacer en la tienda. Puede utilizarla hasta las { $last-time } del { $last-day } ({ $zone }).
    [from] La tienda estará cerrada { $when }. Puede utilizarla hasta las { $last-time } del { $last-day } ({ $zone }).
   *[other] La tienda cierra { $when }. Puede utilizarla hasta las { $last-time } del { $last-day } ({ $zone }).
}
lead-sales-stop = { $word ->
    [before] Si desea hacer algún pedido en la tienda en línea de { $brand } ({ $site }), le rogamos que lo haga { $when } ({ $zone }).
    [from] Ya no se podrán hacer pedidos en la tienda en línea de { $brand } ({ $site }) { $when } ({ $zone }).
   *[other] Los pedidos en la tienda en línea de { $brand } ({ $site }) terminan { $when } ({ $zone }).
}
lead-freeze = { $word ->
    [before] Algunos servicios de la tienda en línea de { $brand } ({ $site }) entrarán pronto en pausa. Le rogamos que los utilice { $when } ({ $zone }). Más abajo se indica cuáles son y por cuánto tiempo.
    [from] Algunos servicios de la tienda en línea de { $brand } ({ $site }) estarán en pausa { $when } ({ $zone }). Más abajo se indica cuáles son y por cuánto tiempo.
   *[other] Algunos servicios de la tienda en línea de { $brand } ({ $site }) entran en pausa { $when } ({ $zone }). Más abajo se indica cuáles son y por cuánto tiempo.
}
lead-app-sunset = { $word ->
    [before] La aplicación de { $brand } va a cerrar. Le rogamos que termine { $when } ({ $zone }) lo que desee hacer en ella.
    [from] La aplicación de { $brand } ya no funciona { $when } ({ $zone }).
   *[other] La aplicación de { $brand } deja de funcionar { $when } ({ $zone }).
}
lead-app-delist = { $word ->
    [before] La aplicación de { $brand } va a retirarse de las tiendas de aplicaciones. Si la necesita, le rogamos que la descargue { $when } ({ $zone }).
    [from] La aplicación de { $brand } ya no puede descargarse { $when } ({ $zone }).
   *[other] La aplicación de { $brand } se retira de las tiendas de aplicaciones { $when } ({ $zone }).
}
lead-reminder = La tienda en línea de { $brand } ({ $site }) cierra.
days-left = Contando desde el { $today }, le quedan { days }.
lead-last-day = El { $last-day } es el último día en que puede utilizar la tienda en línea de { $brand } ({ $site }). Estará abierta hasta las { $last-time } ({ $zone }).
lead-last-day-sales-stop = El { $last-day } es el último día en que puede hacer pedidos en la tienda en línea de { $brand } ({ $site }). Se aceptan pedidos hasta las { $last-time } ({ $zone }).
lead-last-day-freeze = El { $last-day } es el último día en que puede utilizar algunos servicios de la tienda en línea de { $brand } ({ $site }) antes de su pausa. Estarán disponibles hasta las { $last-time } ({ $zone }); más abajo se indica cuáles son y por cuánto tiempo.
lead-last-day-app-sunset = El { $last-day } es el último día en que puede utilizar la aplicación de { $brand }. Funciona hasta las { $last-time } ({ $zone }).
lead-last-day-app-delist = El { $last-day } es el último día en que puede descargar la aplicación de { $brand }. Las tiendas de aplicaciones la ofrecen hasta las { $last-time } ({ $zone }).
lead-closed = La tienda en línea de { $brand } ({ $site }) ha cerrado. { $successor } ha tomado el relevo.
lead-closed-alone = La tienda en línea de { $brand } ({ $site }) ha cerrado.
lead-afterwards = La tienda en línea de { $brand } ({ $site }) ha cerrado. Por si no vio nuestros mensajes anteriores, aquí se indica dónde encontrarlo todo.

heading-dates = Fechas que conviene recordar
dates-zone = Todas las fechas y horas se indican en { $zone }.
dates-zones = Todas las fechas y horas siguen el reloj de cada tienda: { $zones }.
zone-of-site = { $zone } para { $site }
date-migrate = Paso a { $successor }
date-migrate-alone = Traslado de sus servicios
date-sales-stop = { $word ->
    [before] Últimos pedidos
    [from] Sin nuevos pedidos
   *[other] Fin de los pedidos
}
date-freeze = { $word ->
    [before] Último uso de algunos servicios
   *[other] Pausa de algunos servicios
}
date-freeze-of = { $word ->
    [before] Último uso aquí: { $services }
   *[other] En pausa: { $services }
}
date-restore = Traslado de los servicios terminado
date-restore-of = Disponible en { $successor }: { $services }
date-sunset = { $word ->
    [before] Últimas gestiones en la tienda
    [from] Tienda cerrada
   *[other] Cierre de la tienda
}
date-app-delist = { $word ->
    [before] Últimas descargas de la aplicación
    [from] Aplicación fuera de las tiendas de aplicaciones
   *[other] Retirada de la aplicación de las tiendas de aplicaciones
}
date-app-sunset = { $word ->
    [before] Último uso de la aplicación
    [from] La aplicación ya no funciona
   *[other] Fin de la aplicación
}
date-redirects-end = { $word ->
    [before] Último uso de los enlaces antiguos
    [from] Los enlaces antiguos ya no funcionan
   *[other] Fin de los enlaces antiguos
}
heading-past-dates = Qué ocurrió y cuándo
past-announce = Anuncio
past-sunset = Cierre de la tienda
past-app-delist = Retirada de la aplicación de las tiendas de aplicaciones
past-app-sunset = Fin de la aplicación

heading-services = Qué ocurre con su cuenta y sus servicios
heading-addresses = Las nuevas direcciones de sus servicios
heading-now = Dónde encontrarlo todo
heading-apps = La aplicación
app-ends = { $word ->
    [before] Le rogamos que termine { $when } lo que desee hacer en { $app }.
    [from] { $app } ya no funciona { $when }.
   *[other] { $app } deja de funcionar { $when }.
}
app-delisted = { $word ->
    [before] Puede descargar { $app } { $when }, no más tarde.
    [from] Ya no se puede descargar { $app } { $when }.
   *[other] La descarga de { $app } termina { $when }.
}
app-ended = { $app } ya no funciona.
app-replacement = La aplicación que puede utilizar en su lugar es { $replacement }.
heading-stays = Qué no cambia
brand-continues = La marca { $brand } continúa en { $successor }.
heading-also-closing = Otras tiendas
also-closing = También cierran estas tiendas en línea de { $brand }; su clientela recibe un mensaje propio:
untouched = Nada cambia para: { $list }.
untouched-for-now = Por ahora, nada cambia para: { $list }.
rights = Los derechos que le concede la ley, por ejemplo en caso de defectos de un producto comprado, siguen siendo los mismos.
no-action-at-all = No tiene que hacer nada para este traslado.
heading-data = Sus datos personales
controller-change = Responsable del tratamiento de sus datos personales hasta el traslado: { $before }. Después del traslado: { $after }.
controller-same = El responsable del tratamiento de sus datos personales sigue siendo el mismo: { $after }.
data-rights = Puede solicitar una copia de sus datos, pedir que se rectifiquen o supriman, u oponerse a su uso. Escriba a:
old-data = La tienda antigua conserva todavía datos anteriores al traslado: { $services }.
old-data-export = Puede obtener una copia hasta el { $day } inclusive.
old-data-keep = Se conservan hasta el { $day }.
old-data-erase = Se borran el { $day }.
heading-genuine = Cómo reconocer un mensaje auténtico
genuine = Un traslado como este sirve a menudo de pretexto para fraudes. Introduzca su contraseña y sus datos de pago solo en estas direcciones:
sender = Enviamos los mensajes sobre este traslado desde { $sender }.
heading-contact = Preguntas
contact = Si tiene alguna pregunta, o si le falta algo, escriba a:
contact-service = Puede contactar con atención al cliente aquí:
button-brand = Ver { $brand } en { $successor }
button-successor = Ir a { $successor }
button-destination = Ir a la nueva dirección

page-title-notice = La tienda en línea de { $brand } y su paso a { $successor }
page-title-notice-alone = El cierre de la tienda en línea de { $brand }
page-title-gone = Esta página ya no existe
page-title-moving = Esta parte de la tienda está en proceso de traslado
page-lead-notice = Esta página explica qué ocurre con la tienda en línea de { $brand } ({ $site }) y cuándo. { $successor } toma el relevo.
page-lead-notice-alone = Esta página explica qué ocurre con la tienda en línea de { $brand } ({ $site }) y cuándo.
page-lead-gone = La tienda en línea de { $brand } cierra o ha cerrado, y esta página no se ha conservado. Su enlace o marcador no es la causa.
page-lead-moving = Durante el traslado no puede utilizarse. Le rogamos que vuelva más tarde.
page-gone-plain = En esta dirección ya no hay nada. Su enlace o marcador no es la causa.
page-notice-plain = La tienda { $site } cambia.
page-title-plain = Novedades de la tienda { $site }
page-destination = Lo que sustituye a la tienda se encuentra aquí:

products-available = Los productos de { $brand } siguen disponibles.
support-uninterrupted = Las reparaciones, la garantía y la atención al cliente continúan sin interrupción.
controller-purpose-same = { $after } utiliza sus datos personales para los mismos fines que { $before }.
controller-purpose-further = { $after } utiliza sus datos personales también para fines para los que { $before } no los utilizaba. Puede preguntar cuáles son.
controller-countries = Sus datos personales se conservan o consultan entonces en: { $countries }.
terms-right = Parte de esto es peor para usted que antes: { $services }. Por ello puede poner fin a su contrato gratuitamente en un plazo de { days } desde la recepción de este mensaje.

# Alrededor de un aviso: el nombre propio del idioma y cómo salir de la lista de quien lo envía.
language-name = Español
unsubscribe = Dejar de recibir estos mensajes
