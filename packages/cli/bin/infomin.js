#!/usr/bin/env node
import '../dist/infomin.js';
