rights = Your rights stay, and your orders move automatically, without interruption.
fate-addresses-transfer = Your saved addresses move to { $successor } without interruption.
