export { DriftAnalysisModule } from './drift-analysis.module.js';
export { driftAnalysis } from './drift-analysis.service.js';
