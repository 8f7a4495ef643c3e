/**
 * What fictitious names are put together from. Surnames carry their pinyin (for usernames) and their share in
 * per mille, near the census; the rest is drawn evenly.
 */
const SURNAME_TEXT = `
王wang75 李li72 张zhang70 刘liu55 陈chen40 杨yang30 赵zhao28 黄huang18 周zhou20 吴wu18 徐xu17 孙sun24 胡hu12 朱zhu13
高gao14 林lin11 何he11 郭guo13 马ma14 罗luo8 梁liang9 宋song11 郑zheng9 谢xie6 韩han10 唐tang7 冯feng8 于yu12 董dong8
萧xiao2 程cheng7 曹cao7 袁yuan6 邓deng5 许xu7 傅fu4 沈shen5 曾zeng4 彭peng5 吕lv6 苏su5 卢lu5 蒋jiang5 蔡cai5 贾jia6 丁ding6
魏wei6 薛xue5 叶ye4 阎yan3 余yu4 潘pan5 杜du6 戴dai4 夏xia5 钟zhong3 汪wang5 田tian5 任ren6 姜jiang7 范fan4 方fang5 石shi5
姚yao5 谭tan4 廖liao3 邹zou4 熊xiong3 金jin7 陆lu3 郝hao4 孔kong3 白bai5 崔cui6 康kang4 毛mao3 邱qiu4 秦qin4 江jiang3 史shi4
顾gu3 侯hou5 邵shao4 孟meng4 龙long2 万wan4 段duan4 雷lei3 钱qian2 汤tang3 尹yin4 黎li2 易yi2 常chang4 武wu4 乔qiao3 贺he3
赖lai2 龚gong3 文wen3 佟tong3 关guan4 那na2 单shan2 仇qiu1 解xie2 曲qu3 盖ge1 尉yu1 欧阳ouyang2 诸葛zhuge1 司徒situ1
上官shangguan1 慕容murong1 尉迟yuchi1 爱新觉罗aixinjueluo1`

export interface Surname {
  readonly characters: string
  readonly pinyin: string
  readonly share: number
}

export const SURNAMES: readonly Surname[] = SURNAME_TEXT.trim()
  .split(/\s+/u)
  .map((entry) => {
    const [, characters = '', pinyin = '', share = '1'] = /^(\D*?)([a-z]+)(\d+)$/u.exec(entry) ?? []
    return { characters, pinyin, share: Number(share) }
  })

/** Second halves of given names of men, of women, and of both. */
export const MALE_CHARACTERS = Array.from(
  '伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙建国志海洋文博天佑泽轩子航一鸣嘉豪振东立德成功绍峰晓光永庆家兴',
)
export const FEMALE_CHARACTERS = Array.from(
  '芳娜敏静丽艳娟霞燕玲婷雪梅琳颖欣佳怡悦晶莹慧洁红玉兰凤英秀珍萍丹蕾薇倩楠菲梦瑶诗涵雨桐思琪若曦淑贞美华春晓桂香',
)
export const SHARED_CHARACTERS = Array.from('文晓宇佳欣然子雨思海新春永玉志家一天安乐')

/** Characters that break weak programs: of four bytes, of late Unicode versions, or missing in old fonts. */
export const RARE_CHARACTERS = Array.from('𠮷䶮翀㛃𬎆𬭎𫖯㼆堃喆赟犇淼骉燚昇祎珺𬍛𬀩𪣻𫍯𬸪𫘧𬱖𬳵')
export const RARE_SURNAMES = ['䶮', '𠮷', '㐆', '仝', '乜', '妫', '昝', '郏']

/** Parts of names written with a dot between them. */
export const DOTTED_FIRST = [
  '买买提',
  '吐尔逊',
  '艾力',
  '阿不都热依木',
  '古丽',
  '帕提古丽',
  '阿依努尔',
  '迪丽热巴',
  '木合塔尔',
  '热合曼',
  '阿卜杜拉',
  '玛依拉',
]
export const DOTTED_SECOND = [
  '吐尔逊',
  '艾力',
  '买买提',
  '阿不力孜',
  '肉孜',
  '卡德尔',
  '依明',
  '热西提',
  '托乎提',
  '司马义',
  '沙依提',
  '阿迪力',
]

export interface Foreigner {
  readonly nationality: string
  /** Three letters as passports and the older residence cards have them. */
  readonly country: string
  readonly surnames: readonly string[]
  readonly givenNames: readonly string[]
}

const words = (text: string) => text.split(' ')

export const FOREIGNERS: readonly Foreigner[] = [
  {
    nationality: '韩国',
    country: 'KOR',
    surnames: words('KIM LEE PARK CHOI JUNG KANG'),
    givenNames: words('MINJUN SEOYEON JIHOON HYUNWOO EUNJI SOOJIN'),
  },
  {
    nationality: '日本',
    country: 'JPN',
    surnames: words('SATO SUZUKI TAKAHASHI TANAKA WATANABE'),
    givenNames: words('HIROSHI YUKI KENJI HARUKA TAKUMI NAOKO'),
  },
  {
    nationality: '德国',
    country: 'DEU',
    surnames: words('MÜLLER SCHMIDT WEBER WAGNER'),
    givenNames: words('THOMAS ANNA STEFAN JÜRGEN KATRIN'),
  },
  {
    nationality: '美国',
    country: 'USA',
    surnames: ['SMITH', 'JOHNSON', "O'NEILL", 'BROWN', 'DAVIS-LEE'],
    givenNames: words('JOHN MARY ROBERT LINDA JAMES'),
  },
  {
    nationality: '俄罗斯',
    country: 'RUS',
    surnames: words('TKACHENKO MARCHENKO KOVALCHUK BONDAR'),
    givenNames: words('ALEXEI IRINA DMITRY OLGA SERGEI'),
  },
  {
    nationality: '法国',
    country: 'FRA',
    surnames: ['DUPONT', 'MARTIN', 'LEFÈVRE', 'DE LA TOUR'],
    givenNames: words('JEAN-LUC AMÉLIE PIERRE CLAIRE'),
  },
]

/** Brands: two or three of these make the middle of an enterprise's name. */
export const BRAND_CHARACTERS = Array.from(
  '鑫盛华远达恒信诚瑞祥宏润泰和兴隆金海天宇创新北方东辽源嘉禾万顺德昌明凯旋腾飞博雅世纪中正安康众联合力同德利丰裕茂亿通捷锐朗逸',
)
export const RARE_BRANDS = ['𠮷祥', '犇鑫', '喆源', '淼森', '燚达']

export interface Trade {
  readonly name: string
  readonly share: number
  /** Trades of small shops, run by individual traders. */
  readonly shop?: true
}

export const TRADES: readonly Trade[] = [
  { name: '机电设备', share: 8 },
  { name: '贸易', share: 12 },
  { name: '建筑工程', share: 9 },
  { name: '科技', share: 10 },
  { name: '物流', share: 6 },
  { name: '餐饮管理', share: 5 },
  { name: '房地产开发', share: 3 },
  { name: '食品', share: 5 },
  { name: '装饰工程', share: 5 },
  { name: '农业发展', share: 4 },
  { name: '海产品', share: 4 },
  { name: '汽车服务', share: 4 },
  { name: '人力资源', share: 3 },
  { name: '文化传媒', share: 4 },
  { name: '医疗器械', share: 3 },
  { name: '化工', share: 3 },
  { name: '服装', share: 3 },
  { name: '环保科技', share: 3 },
  { name: '小吃店', share: 6, shop: true },
  { name: '超市', share: 6, shop: true },
  { name: '五金商店', share: 4, shop: true },
  { name: '美发店', share: 4, shop: true },
  { name: '水果店', share: 4, shop: true },
  { name: '汽车修理部', share: 3, shop: true },
  { name: '药房', share: 3, shop: true },
  { name: '服装店', share: 3, shop: true },
]

/** Legal forms of companies and their share. */
export const COMPANY_FORMS: readonly (readonly [form: string, share: number])[] = [
  ['有限公司', 80],
  ['有限责任公司', 8],
  ['集团有限公司', 3],
  ['股份有限公司', 4],
  ['厂', 3],
  ['合伙企业（有限合伙）', 2],
]

export const ROADS = [
  '中山路',
  '解放路',
  '人民路',
  '青年大街',
  '和平北街',
  '建设路',
  '兴工街',
  '文化路',
  '东风路',
  '新华街',
  '长江路',
  '滨海大道',
  '光明巷',
  '友好街',
  '胜利东街',
]
