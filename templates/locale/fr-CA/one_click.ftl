# La page derrière le lien de départ en un clic.
one-click-title = Quitter « { $list } »?
one-click-ask = En quittant, vous ne recevrez plus rien de cette communauté. Vos messages restent dans les archives.
one-click-leave = Quitter la communauté
one-click-left = Vous avez quitté « { $list } »
one-click-left-what = C'est fait : vous ne recevrez plus rien de cette communauté. Une erreur? Le bouton vous y ramène, comme avant.
one-click-undo = Annuler : je reste membre
one-click-back = Vous êtes membre de « { $list } »
one-click-back-what = C'est défait : vous êtes de nouveau membre, comme avant.
one-click-outside = Vous n'êtes pas membre de « { $list } »
one-click-outside-what = Il n'y a rien à quitter : cette communauté ne vous écrit pas.
