/** The lists that the Consolidated Screening List joins, under the codes that it prints in brackets itself. */
export const listCodes: Readonly<Record<string, string>> = {
  'Capta List (CAP) - Treasury Department': 'CAP',
  'Denied Persons List (DPL) - Bureau of Industry and Security': 'DPL',
  'Entity List (EL) - Bureau of Industry and Security': 'EL',
  'Foreign Sanctions Evaders (FSE) - Treasury Department': 'FSE',
  'ITAR Debarred (DTC) - State Department': 'DTC',
  'Military End User (MEU) List - Bureau of Industry and Security': 'MEU',
  'Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department': 'CMIC',
  'Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department': 'NS-MBS',
  'Nonproliferation Sanctions (ISN) - State Department': 'ISN',
  'Palestinian Legislative Council List (PLC) - Treasury Department': 'PLC',
  'Sectoral Sanctions Identifications List (SSI) - Treasury Department': 'SSI',
  'Specially Designated Nationals (SDN) - Treasury Department': 'SDN',
  'Unverified List (UVL) - Bureau of Industry and Security': 'UVL',
}
