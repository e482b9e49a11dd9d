# Pied des messages et mots des en-têtes List-*. Une ligne chacun, le plus court possible.
footer-reply = Pour répondre à tout le monde, répondez à ce message.
footer-reply-author = Votre réponse ira à la personne qui a écrit ce message.
footer-reply-team = Votre réponse ira à l'équipe d'animation.
footer-thread = Toute la conversation : { $url }
footer-mute = Pour ne plus rien recevoir de ce fil : { $address }
footer-leave = Pour quitter cette communauté, écrivez à { $address }
footer-thread-link = Toute la conversation
footer-follow-link = Suivre ce fil
footer-mute-link = Ne plus le recevoir
footer-leave-link = Quitter cette communauté
# Objet du courriel qui demande l’aide : un mot de commande.
list-help-subject = aide
# Ce qui remplace une grosse pièce jointe.
file-linked = { $name } ({ $size } Ko) : { $url }
file-unnamed = Pièce jointe
