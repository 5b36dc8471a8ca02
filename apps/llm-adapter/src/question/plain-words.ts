/**
 * English words that are somebody's ticker, name or account too. One of them names an asset only as the asset itself is spelled, which for
 * most is in capitals: "now" is a time, "NOW" may be a share.
 */
export const plainWords: ReadonlySet<string> = new Set(`
  a about above account accounts act after again against agent agents ago all almost also always am amid among an and another any are
  arm as ask at average away back bad bar bars be beat because been before being below best better between big bill bills blue book both
  bounce box bull bear but buy by call came can car card case cash cat cause chain change cheap check city clean clear close closed coin
  come core cost could count cut data day days deal did do document documents does down draw drop during each earn east edge eight end
  energy even ever every evidence expect explain fact fall fast fear feel few file fill find first five fix flat flow for form four free
  from full fund gain gap gas get give go gold good growth had half happen happened has have he help her here high his hit hold hope
  hour hours how i idea if in into is it its job just keep key know land last late lead least less let like line link list little live
  long look lose loss lost lot love low main make man many map mark market may me mean met might mind mine model moment money month more
  most move much must my name near need net never new news next nice nine no none nor not note now of off oil old on once one only open
  or other our out over own pair pay peak people perform pick place plan play point poor power press price put query question quick
  quite rate real reason red report rest return right ring rise risk road rock roll run safe said sale same save say see sell send set
  seven shape share she short should show side sign similar since six small snow so some soon spot star start stay step still stock stop
  such sun sure take talk target team tell ten test than that the their them then there these they thing think this those three time to
  today together told too top total trade trades trend true try turn two under unit until up us use value very view visa want was watch
  wave way we week well went were west what when where which while who why will win wing with word work world worth would wrong year yes
  yesterday yet you your zero random momentum
`.trim().split(/\s+/));
