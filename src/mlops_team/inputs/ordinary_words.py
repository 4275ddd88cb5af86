"""Words that are parts of people's names and ordinary words as well: written small, they name nobody.

Folded as names are (no capitals, no accents). English first, then German, French and Spanish; the everyday words are
here because people put them into names ("Ines and the board"), the others because people are called so.
"""

_WORDS = """
about above after again against all also and another any are around ask back because been before being below between
board both but call can case cause change chief come could data date day default department did does done down each
early either else end ever every everybody everyone fact few fine first five for four free from full get give given
gives goal going gone good great group had half has have head hear held help her here high him his how idea impact
inside into its join joins just keep key kind know known large last lead left less let level life like line list
little live lost made mail make manager many mark may maybe mean member members might minute more most much must name
named near need never new next nobody none not note nothing now off office old once one only open order other our out
over own owner part people person place plan point put quarter read real reason report review right risk role roles
run same save see self send set seven several shall share short should side since six skill skills small some soon
source staff stand start state stay still such sure system take talk target task team teams tell ten than that the
their them then there these they thing think this three through time title today together told too top toward train
two type under unit unknown until use used user value very wait want was way week well went were what when where which
while who whole whom why wide with within without word work works would write year yes yet you your yaml yml april art
ash august baker ball banks bar bay beach bean bear bell berry best bill bird bishop black blue bold bond booth bow
box boy bread bridge bridges bright brook brown bull bush butcher butler button cannon carpenter cash castle chance
chapel chase cherry chip church clay cliff coal colt constant cook corn cotton crane cross crow dawn dean dear dove
draw drew driver duke dusty earl east eve faith falcon farmer field fields finch fish fisher flint flower ford forest
fountain fox frank freeman frost gardener gay gem gene glass gold golden grace grant gray green grey grove gun guy
hall hand hardy harmony harvest hawk haven heath heaven herb hill hills holiday honey hood hook hope horn house hunt
hunter iris iron ivory ivy jet jewel job jolly joy judge july june justice king kitchen knight lace lamb lane lark law
leaf lily lock lodge long lord love lucky mace major marsh meadow mercy merry mild mill mills mine miner mint money
moon moor morning moss mount nail nick noble noon norm north nurse oak olive page paint painter palm paradise park
parks patience peace peach pearl pen penny pepper petty pierce pike plum pool pope poppy porter post potter powers
price pride prince prior prosper prudence queen rain rainbow ranger ray raven reed reef rice rich ring rivers rob
robin rock rod root rose ruby rush rusty sage sailor sales sand sandy savage scout sea seal serene shade shark sharp
shepherd silver sincere singer sky slater snow song south spark sparks spears speed spring sprout star stark steel
sterling stern steward stock stone storm street strong sue sugar summer sun sunny swan sweet swift tailor temple thorn
tiger tower trace trinity true trust turner valentine van victor violet virtue walker wall ward warden warren waters
weaver welcome wells west wheeler white wild will willow wills winner winter wise wolf wood woods worth yard young
aber alle als alt alte auch auf aus bei bis braun das dem den der des die dies durch ein eine ernst frei fur fuer ganz
gelb gross gut gute hoch ich ihr ist jung kann kein klein klug krug kurz lang lange lieb man mehr mit muss nach neu
nicht noch ob oder ohne rot sagt scharf schnell schon schwarz seit sie sind tief treu uber und uns unter vom von vor
war warm weg weiss wenn wer wie wir wird zum zur zwei aux avec bel belle blanc bleu bon bonne car ces cette chez comme
cour dans deux doux droit elle est fait fort grand gris jaune jour jeune les leur lui mais mer meme mont nous noir par
pas petit plus pont pour pre premier que qui roi roux rue sans ses son sur tout tres une vert vie alegre alto blanco
bravo bueno cada casa cielo como con cuando del desde dia dulce ella entre era esta este fuente hasta hay hijo los luz
mal mar mas mayor mesa mil moreno muy para paz pero plaza por puente rey rio rojo santo segura ser sierra sin sobre
sol solo sus todo torre toro una uno valle verde vida viva
"""
_SHORT = """
AI An As At BI By CD CI CV DB De Di Do Dr El En Go HR Hi IT If In Is It La Le ML Mr Ms My No Of Oh On Or PM PO PR QA
So TV To UI UX Up Us VP We
"""
ORDINARY_WORDS = frozenset(_WORDS.split())
SHORT_WORDS = frozenset(_SHORT.split())  # of two letters: words and abbreviations, in capitals too
