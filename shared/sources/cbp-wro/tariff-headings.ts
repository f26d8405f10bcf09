/** Kinds of goods by what an order calls them. */
export type GoodsKind = keyof typeof headings

/**
 * The headings of the Harmonized Tariff Schedule of the United States that an order's words for goods mean. The orders
 * name no headings: this table is our reading, and each line has the tariff's title beside it so that it can be
 * checked. Goods without a line keep their words and get no heading: a heading is never guessed.
 */
export const headings = {
  seafood: [
    '03', // Fish and crustaceans, molluscs and other aquatic invertebrates
    '1604', // Prepared or preserved fish; caviar and caviar substitutes
    '1605', // Crustaceans, molluscs and other aquatic invertebrates, prepared or preserved
  ],
  humanHair: [
    '0501', // Human hair, unworked
    '6703', // Human hair, dressed, thinned, bleached or otherwise worked
    '6704', // Wigs, false beards, eyebrows and eyelashes, switches and the like
  ],
  freshTomatoes: ['0702'], // Tomatoes, fresh or chilled
  tomatoProducts: [
    '2002', // Tomatoes prepared or preserved otherwise than by vinegar or acetic acid
    '200950', // Tomato juice
    '210320', // Tomato ketchup and other tomato sauces
  ],
  garlic: ['070320'], // Garlic, fresh or chilled
  coffee: ['0901'], // Coffee, whether or not roasted or decaffeinated
  tea: ['0902'], // Tea, whether or not flavored
  stevia: ['121299'], // Vegetable products of a kind used primarily for human consumption, other (stevia leaf)
  steviaExtracts: [
    '130219', // Vegetable saps and extracts, other
    '293890', // Glycosides, other (steviol glycosides)
  ],
  frankincense: ['130190'], // Natural gums, resins, gum-resins and oleoresins, other
  frankincenseProducts: [
    '330129', // Essential oils, other
    '330130', // Resinoids
    '330741', // Agarbatti and other odoriferous preparations which operate by burning
  ],
  tobacco: ['2401'], // Tobacco, unmanufactured; tobacco refuse
  tobaccoProducts: [
    '2402', // Cigars, cheroots, cigarillos and cigarettes
    '2403', // Other manufactured tobacco; homogenized or reconstituted tobacco
    '2404', // Products containing tobacco, reconstituted tobacco or nicotine, for inhalation without combustion
  ],
  salt: ['2501'], // Salt (including table salt and denatured salt)
  asbestos: ['2524'], // Asbestos
  copper: [
    '2603', // Copper ores and concentrates
    '7401', // Copper mattes; cement copper
    '7402', // Unrefined copper; copper anodes for electrolytic refining
    '7403', // Refined copper and copper alloys, unwrought
  ],
  copperProducts: ['74'], // Copper and articles thereof
  silica: [
    '250510', // Silica sands and quartz sands
    '2506', // Quartz; quartzite
    '280461', // Silicon containing by weight not less than 99.99 percent of silicon (polysilicon)
    '280469', // Silicon, other (metallurgical grade)
    '281122', // Silicon dioxide
    '2839', // Silicates
    '3818', // Chemical elements doped for use in electronics, in the form of discs, wafers
    '3910', // Silicones in primary forms
  ],
  // Made of polysilicon: the order covers "materials and goods derived from or produced using" the silica products.
  solar: [
    '854140', // Photosensitive semiconductor devices (the number of solar cells and modules until 2021)
    '854142', // Photovoltaic cells not assembled in modules or made up into panels
    '854143', // Photovoltaic cells assembled in modules or made up into panels
  ],
  sulfuricAcid: ['2807'], // Sulfuric acid; oleum
  causticSoda: [
    '281511', // Sodium hydroxide (caustic soda), solid
    '281512', // Sodium hydroxide (caustic soda), in aqueous solution
  ],
  calciumChloride: ['282720'], // Calcium chloride
  sodaAsh: ['283620'], // Disodium carbonate
  rubberAccelerators: ['381210'], // Prepared rubber accelerators
  tires: [
    '401110', // New pneumatic tires, of rubber, of a kind used on motor cars
    '401120', // New pneumatic tires, of rubber, of a kind used on buses or trucks
  ],
  condoms: ['401410'], // Sheath contraceptives
  rubberGloves: [
    '401511', // Gloves of vulcanized rubber, surgical (the number until 2021)
    '401512', // Gloves of vulcanized rubber, of a kind used for medical, surgical, dental or veterinary purposes
    '401519', // Gloves, mittens and mitts of vulcanized rubber, other
  ],
  rubberRaincoats: [
    '401590', // Articles of apparel and clothing accessories of vulcanized rubber, other
    '6113', // Garments of knitted fabrics coated with plastics or rubber
    '6210', // Garments of fabrics coated with plastics or rubber
  ],
  rubberFootwear: [
    '6401', // Waterproof footwear with outer soles and uppers of rubber or plastics
    '6402', // Other footwear with outer soles and uppers of rubber or plastics
  ],
  sheepskin: [
    '4102', // Raw skins of sheep or lambs
    '4105', // Tanned or crust skins of sheep or lambs
    '4112', // Leather further prepared after tanning or crusting, of sheep or lamb
    '4302', // Tanned or dressed furskins
  ],
  leather: [
    '4104', // Tanned or crust hides and skins of bovine or equine animals
    '4106', // Tanned or crust hides and skins of other animals
    '4107', // Leather further prepared, of bovine or equine animals
    '4113', // Leather further prepared, of other animals
    '4114', // Chamois leather; patent leather; metallized leather
  ],
  workGloves: [
    '392620', // Articles of apparel and clothing accessories (including gloves) of plastics
    '401519', // Gloves, mittens and mitts of vulcanized rubber, other
    '420329', // Gloves, mittens and mitts of leather, other
    '6116', // Gloves, mittens and mitts, knitted or crocheted
    '6216', // Gloves, mittens and mitts, not knitted
  ],
  cotton: [
    '140420', // Cotton linters
    '52', // Cotton (raw, waste, carded, yarn, woven fabrics)
  ],
  cottonProducts: [
    '560121', // Wadding and articles thereof, of cotton
    '58', // Special woven fabrics; tufted textile fabrics; lace; trimmings; embroidery
    '60', // Knitted or crocheted fabrics
    '61', // Articles of apparel, knitted or crocheted
    '62', // Articles of apparel, not knitted or crocheted
    '63', // Other made up textile articles
  ],
  apparel: [
    '61', // Articles of apparel and clothing accessories, knitted or crocheted
    '62', // Articles of apparel and clothing accessories, not knitted or crocheted
  ],
  // Section XI, textiles and textile articles, without apparel: chapters 50 (silk) to 60 (knitted fabrics) and 63.
  textiles: ['50', '51', '52', '53', '54', '55', '56', '57', '58', '59', '60', '63'],
  woolCarpets: ['570110'], // Carpets and other textile floor coverings, knotted, of wool or fine animal hair
  artificialFlowers: ['6702'], // Artificial flowers, foliage and fruit and parts thereof
  roughDiamonds: [
    '710210', // Diamonds, unsorted
    '710221', // Industrial diamonds, unworked or simply sawn, cleaved or bruted
    '710231', // Nonindustrial diamonds, unworked or simply sawn, cleaved or bruted
  ],
  gold: ['7108'], // Gold, unwrought or in semimanufactured forms, or in powder form
  wireZincCoated: ['721720'], // Wire of iron or nonalloy steel, plated or coated with zinc
  steelPipe: [
    '7304', // Tubes, pipes and hollow profiles, seamless, of iron or steel
    '7305', // Other tubes and pipes of iron or steel, external diameter above 406.4 mm
    '7306', // Other tubes, pipes and hollow profiles of iron or steel
  ],
  malleableFittings: ['730719'], // Cast tube or pipe fittings, other (of malleable iron)
  castIron: [
    '7303', // Tubes, pipes and hollow profiles, of cast iron
    '7325', // Other cast articles of iron or steel
  ],
  aluminumProfiles: [
    '7604', // Aluminum bars, rods and profiles
    '7608', // Aluminum tubes and pipes
    '7610', // Aluminum structures and parts of structures
  ],
  dieselEngines: ['8408'], // Compression-ignition internal combustion piston engines
  fans: [
    '841451', // Table, floor, wall, window, ceiling or roof fans
    '841459', // Fans, other
  ],
  hoists: ['8425'], // Pulley tackle and hoists other than skip hoists; winches and capstans; jacks
  drilling: [
    '8459', // Machine tools for drilling, boring, milling, threading or tapping by removing metal
    '846595', // Drilling or mortising machines, for wood, cork, bone, hard rubber, hard plastics
  ],
  planing: [
    '8461', // Machine tools for planing, shaping, slotting, broaching, gear cutting, sawing
    '846592', // Planing, milling or molding (by cutting) machines, for wood, cork, bone
  ],
  presses: ['8462'], // Machine tools (including presses) for working metal
  machinery: ['84'], // Nuclear reactors, boilers, machinery and mechanical appliances; parts thereof
  computers: [
    '8471', // Automatic data processing machines and units thereof
    '847330', // Parts and accessories of the machines of heading 8471
  ],
  connectors: ['853669'], // Plugs and sockets
  autoParts: ['8708'], // Parts and accessories of motor vehicles
  bicycles: ['8712'], // Bicycles and other cycles, not motorized
  // Parts and accessories of bicycles: the eight-digit lines of 8714 that are not of motorcycles or wheelchairs.
  bicycleParts: ['871491', '871492', '871493', '871494', '871495', '871496', '871499'],
  furniture: [
    '9401', // Seats and parts thereof
    '9402', // Medical, surgical, dental or veterinary furniture
    '9403', // Other furniture and parts thereof
  ],
  videoGames: ['950450'], // Video game consoles and machines
  // Below: goods of orders that have left the table, and of which new orders are likely.
  palmOil: [
    '1511', // Palm oil and its fractions
    '1513', // Coconut (copra), palm kernel or babassu oil and fractions thereof
  ],
  palmOilProducts: [
    '1516', // Animal or vegetable fats and oils, hydrogenated, inter-esterified
    '1517', // Margarine; edible mixtures or preparations of fats or oils
    '3401', // Soap; organic surface-active products for use as soap
    '3823', // Industrial monocarboxylic fatty acids; acid oils from refining; industrial fatty alcohols
  ],
  sugar: [
    '1701', // Cane or beet sugar and chemically pure sucrose, in solid form
    '1702', // Other sugars; sugar syrups
    '1703', // Molasses resulting from the extraction or refining of sugar
  ],
  sugarProducts: ['1704'], // Sugar confectionery, not containing cocoa
  cocoa: ['18'], // Cocoa and cocoa preparations
  toys: ['9503'], // Tricycles, scooters and similar wheeled toys; dolls; other toys; puzzles
  boneBlack: ['380290'], // Activated natural mineral products; animal black
  potassiumHydroxide: ['281520'], // Potassium hydroxide (caustic potash)
  potassiumNitrate: ['283421'], // Nitrates of potassium
  rayonFiber: [
    '5403', // Artificial filament yarn
    '5502', // Artificial filament tow
    '5504', // Artificial staple fibers, not carded, combed or otherwise processed for spinning
  ],
  polyvinylChloride: ['3904'], // Polymers of vinyl chloride or of other halogenated olefins, in primary forms
  aluminum: ['76'], // Aluminum and articles thereof
  batteries: ['850760'], // Lithium-ion batteries
  carpets: ['57'], // Carpets and other textile floor coverings
  footwear: ['64'], // Footwear, gaiters and the like; parts of such articles
  bricks: ['6904'], // Ceramic building bricks, flooring blocks, support or filler tiles
  cobalt: ['2605', '8105'], // Cobalt ores and concentrates; cobalt mattes, cobalt and articles thereof
  lithium: ['282520', '283691'], // Lithium oxide and hydroxide; lithium carbonates
} as const
