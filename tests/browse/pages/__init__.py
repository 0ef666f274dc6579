"""Tests of browse/pages."""
