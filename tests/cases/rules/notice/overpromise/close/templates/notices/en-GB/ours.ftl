# Nothing changes in this file.
rights = Your rights stay. This does not move automatically.
fate-orders-transfer = Your orders move to { $successor } automatically and without interruption.
no-action = Nothing to do here.
