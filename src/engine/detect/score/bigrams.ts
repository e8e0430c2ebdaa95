/**
 * How surprising a letter is after another, in quarter bits, as characters from '0' (48): 26 rows for the letter before (a-z), one for the
 * start of a word. Counted over the words of source code and documentation; made by scripts/make-bigrams.mjs.
 */
export const bigramRows: readonly string[] = [
  'RC?BUMDVCXJ<A=cC\\<?:GINNHQ',
  '<JFI<MOS>EQ:MM>L^@AJ=SUSCR',
  '=SGK<OW=C^@ALQ9PXBH<CVU\\Kd',
  '?KMD6IJR9QQENL?NSD@KBPRSKk',
  'BM@=GEHSLSTAD<NEJ:<@RGLBKZ',
  '>PIJ>>NV7hYALJ;MhAFC@XWTEh',
  'BPMN7QD@=^^AF@AMg=@GBNTXQP',
  '9TVO7YUS<hUHGL<N[AG@EUURHh',
  'DE@CCDCbZ_P@B8=EVD?=VEhKhG',
  '<SNK8]]GC]QLP];ILL8P=MD]M]',
  '@JLF5HDT=RQGODGJZJ<FEPFXJc',
  '=MND9HOU:TP>RO=KaQBDCMUZ@^',
  '9DOJ8SQV=UOGBO><WRCNER]UM_',
  '?Q?=>F;QBSHJOHAKXQ=:FIX[LV',
  'IFBAOHGXIQHA@9EAY;BB@GDNTU',
  ';ULK;PPFBcL>LQ=BW;D?D]SUEX',
  'IR]TSKOTK]]?HOQTPF@G2IPSST',
  '<LEE8LGT=^HIDE=K\\D?@FKQaDc',
  'DTAM9MQA=^KGLLAAMM?9APMSG[',
  '=QGL9LT>:\\VHMQ?J_=@DDSNTCY',
  'CACGAHGaBkR>@;J@a<><XUbPUV',
  '9PIS4OLZ;e]VLMAOeLIMPY[\\Q]',
  ':PSH<OO<:dOIR?<Nd>@LVVHVdd',
  'BN>K;JYK>bbJEJH:NPH8QOTIFP',
  'CJELBJBSAURAA?A8TG=?cJBRML',
  '=PIN4JTJ;]]HG]BO]HKHESSTHC',
  '@B>@ABFFALKBBDD?O@=AEGEPPR',
];
