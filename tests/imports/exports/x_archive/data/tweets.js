window.YTD.tweets.part0 = [
 {
  "tweet": {
   "id_str": "1741384962143158272",
   "id": "1741384962143158272",
   "created_at": "Sun Dec 31 09:05:03 +0000 2023",
   "full_text": "الأمن الوطني يطلق حملة\nللسلامة الطرقية",
   "favorite_count": "518",
   "retweet_count": "121"
  }
 },
 {
  "tweet": {
   "id_str": "1741022574277558272",
   "id": "1741022574277558272",
   "created_at": "Sat Dec 30 09:05:03 +0000 2023",
   "full_text": "RT @autre: bonne année",
   "favorite_count": "900",
   "retweet_count": "90"
  }
 },
 {
  "tweet": {
   "id_str": "1740660186411958272",
   "id": "1740660186411958272",
   "created_at": "Fri Dec 29 09:05:03 +0000 2023",
   "full_text": "@voisin merci",
   "favorite_count": "1",
   "retweet_count": "0"
  }
 }
]