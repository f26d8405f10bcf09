/**
 * Administrative divisions of the PRC that company names begin with. A Chinese company's registered name begins with
 * the division that it is registered in (Regulations on the Administration of Enterprise Name Registration, 2020,
 * article 6), so such a name states the country. Provincial divisions are complete; of prefectures, cities and counties
 * only those are here that head a name on the list or are seats of its trades, and none that is also a common word.
 */
const provincial = `
  Anhui, Beijing, Chongqing, Fujian, Gansu, Guangdong, Guangxi, Guizhou, Hainan, Hebei, Heilongjiang, Henan, Hubei, Hunan,
  Inner Mongolia, Jiangsu, Jiangxi, Jilin, Liaoning, Ningxia, Qinghai, Shaanxi, Shandong, Shanghai, Shanxi, Sichuan,
  Tianjin, Tibet, Xinjiang, Yunnan, Zhejiang`

const local = `
  Akesu, Aksu, Alar, Altay, Awati, Baoding, Baotou, Binzhou, Bortala, Changji, Changsha, Changzhou, Chaohu, Chengdu, Dalian,
  Donghai, Dongguan, Foshan, Fuzhou, Guangzhou, Hami, Handan, Hangzhou, Harbin, Hefei, Hengshui, Hetian, Heze, Hotan,
  Huangmei, Huizhou, Huyanghe, Huzhou, Jiangyin, Jiaxing, Jinan, Jingzhou, Jining, Junan, Juye, Karamay, Kashgar, Kashi,
  Kizilsu, Korla, Kuche, Kuitun, Kunming, Kunshan, Lanxi, Lanzhou, Linxi County, Linyi, Lop County, Mianyang, Nanchang,
  Nanjing, Nanling County, Nanning, Nantong, Nanyang, Ningbo, Ninghai, Qingdao, Quanzhou, Rizhao, Shaoxing, Shaya,
  Shenyang, Shenzhen, Shihezi, Shijiazhuang, Suzhou, Taiyuan, Taizhou, Tangshan, Tumxuk, Turpan, Urumqi, Weifang, Wenzhou,
  Wugang, Wuhan, Wujiaqu, Wuxi, Wuyuan County, Xiamen, Xuzhou, Yancheng, Yangzhou, Yantai, Yili, Yining, Yiwu,
  Zhangzhou, Zhengzhou, Zhongshan, Zhuhai`

const divisions = [...`${provincial},${local}`.split(',').map((name) => name.trim().toLowerCase()), 'china']

/**
 * Whether a name begins with a division of the PRC (or with "China"), or has one in parentheses after its trade name,
 * as the same article allows: "Hongyuan New Materials (Baotou) Co., Ltd.".
 */
export const namesPrcDivision = (name: string): boolean => {
  const words = `${name.toLowerCase()} `
  return divisions.some((division) => words.startsWith(`${division} `) || words.includes(`(${division})`))
}
