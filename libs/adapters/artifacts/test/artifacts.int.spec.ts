import { freshBucket } from '@archivesmp/testing';
import { artifactsSuite } from './artifacts-suite.js';

artifactsSuite(freshBucket);
