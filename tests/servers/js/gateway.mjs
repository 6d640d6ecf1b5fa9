// Judges routes by the schema that the Gateway API publishes (its resource definitions, as a package holds them).
import { readFileSync } from 'node:fs';
import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1';

for (const item of JSON.parse(readFileSync(process.argv[2], 'utf8')).items) {
  if (item.kind !== 'HTTPRoute' || item.apiVersion !== 'gateway.networking.k8s.io/v1') throw new Error(`${item.kind} ${item.apiVersion}`);
  new HTTPRoute(item).validate();
  console.log(item.metadata.name);
}
