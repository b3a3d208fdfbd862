// Searches with Google's own client: node search.mjs ROOT_URL PARAMETERS-AS-JSON
import { factchecktools } from "@googleapis/factchecktools";

const [rootUrl, parameters] = process.argv.slice(2);
const client = factchecktools({ version: "v1alpha1", rootUrl, auth: "any key" });
const pages = [];
let pageToken;
do {
  const { data } = await client.claims.search({ ...JSON.parse(parameters), pageToken });
  pages.push(data);
  pageToken = data.nextPageToken;
} while (pageToken);
console.log(JSON.stringify(pages));
