# Cinquante-deux questions prêtes, treize par saison à partir de janvier, une par ligne. L'ordre compte.
brief-questions =
    Quelle petite chose aimeriez-vous essayer en ce début d'année?
    Quel projet d'ici aimeriez-vous voir avancer cet hiver?
    Qu'avez-vous appris l'an dernier qui pourrait servir à quelqu'un ici?
    Quel outil vous a fait gagner du temps dernièrement?
    Sur quoi butez-vous en ce moment?
    Quelle lecture, quelle vidéo ou quel balado nous conseillez-vous?
    Qui, ailleurs, fait quelque chose dont on pourrait s'inspirer?
    Quel bon coup cette semaine?
    Si vous aviez une heure de plus par semaine, qu'en feriez-vous ici?
    Quelle question n'osez-vous pas poser parce qu'elle semble trop simple?
    Qu'est-ce qui vous aide à tenir quand l'énergie baisse?
    Quel document gagnerait à être partagé ici?
    De quoi aurez-vous besoin ce printemps?
    Qu'est-ce qui redémarre chez vous avec le printemps?
    Quelle habitude avez-vous laissée tomber, et pour quoi?
    Qui cherche un coup de main ces temps-ci?
    Qu'offririez-vous volontiers si quelqu'un le demandait?
    Quelle erreur récente vous a le plus appris?
    Quelle rencontre ou quel événement vaut le détour d'ici l'été?
    Comment expliquez-vous ce que nous faisons à quelqu'un qui arrive?
    Quelle idée mise de côté mériterait une deuxième chance?
    Quel bon coup ce mois-ci?
    Quel partenaire du coin gagnerait à être connu?
    Qu'est-ce qui a changé dans votre travail depuis un an?
    Quelle tâche pourrait-on faire à plusieurs plutôt que chacun de son côté?
    Que voulez-vous finir avant l'été?
    Que préparez-vous tranquillement cet été?
    Quelle photo raconterait le mieux votre semaine?
    Qu'avez-vous découvert par hasard cet été?
    Quel lieu, près de chez vous, vaut la visite?
    Quelle astuce d'été partageriez-vous?
    Qu'est-ce qui marche bien et dont on parle trop peu?
    Quelle question revient toujours dans vos conversations?
    Quel projet de l'automne aimeriez-vous préparer à plusieurs?
    Qui accueille des gens nouveaux cet été, et comment?
    Que feriez-vous autrement si c'était à refaire?
    Quel est votre plan pour la rentrée?
    De quoi aimeriez-vous qu'on parle ensemble cet automne?
    Quel bon coup de l'été?
    Qu'est-ce qui commence chez vous cet automne?
    Quelle formation ou quel atelier recommandez-vous?
    Quel obstacle aimeriez-vous lever d'ici Noël?
    Qui aimeriez-vous remercier, et pour quoi?
    Quelle récolte, au propre ou au figuré, cet automne?
    Quelle ressource gratuite devrait être mieux connue?
    Comment gardez-vous la trace de ce que vous apprenez?
    Quelle décision avez-vous prise dernièrement, et comment?
    Quel bon coup cet automne?
    Qu'est-ce qui vous simplifierait la vie d'ici la fin de l'année?
    De quoi êtes-vous fiers cette année?
    Quel moment de l'année gardez-vous en tête?
    Que souhaitez-vous à cette communauté pour l'an prochain?
