/** Of this app, in plugin.json. */
const appId = 'csirt-statsportal-app';

export const paths = {
  home: `/a/${appId}`,
  quality: `/a/${appId}/quality`,
  configuration: `/plugins/${appId}?page=configuration`,
};

/** The shipped dashboards, in reading order; a test holds them to dashboards/. */
export const shippedDashboards = [
  { uid: 'csirt-stats-csirt-overview', title: 'CSIRT overview', about: 'What is reported, and what to look at first.' },
  { uid: 'csirt-stats-taxonomy-explorer', title: 'Taxonomy explorer', about: 'Any selection, split by anything.' },
  { uid: 'csirt-stats-asn-ranking', title: 'ASN ranking', about: 'Which networks are affected most, and which rise.' },
  { uid: 'csirt-stats-clean-up', title: 'Clean-up', about: 'How soon services go away, and in whose networks.' },
  { uid: 'csirt-stats-feeds', title: 'Feeds', about: 'Which feeds deliver, and what each of them contributes.' },
  { uid: 'csirt-stats-operator-view', title: 'Operator view', about: 'One network, and what to do first.' },
  { uid: 'csirt-stats-operator-clean-up', title: 'Operator clean-up', about: 'How soon one network cleans up.' },
  { uid: 'csirt-stats-operations', title: 'Operations', about: 'Whether the aggregator does its work.' },
] as const;
