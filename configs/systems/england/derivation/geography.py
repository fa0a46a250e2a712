"""Facts of English geography that no source file holds, and distance."""

from __future__ import annotations

import math

Point = tuple[float, float]

DISTRICT_NOW = {
    **dict.fromkeys(("E07000026", "E07000028", "E07000029"), "E06000063"),
    **dict.fromkeys(("E07000027", "E07000030", "E07000031"), "E06000064"),
    **dict.fromkeys((f"E070001{number}" for number in range(63, 70)), "E06000065"),
    **dict.fromkeys(("E07000187", "E07000188", "E07000189", "E07000246"), "E06000066"),
}
"""Districts abolished in 2023, as the catchment file names them, and the unitary council that took their
place: Cumberland, Westmorland and Furness, North Yorkshire, Somerset."""

AMBULANCE_SYSTEMS = {
    "QHM": "RX6",
    **dict.fromkeys(("QE1", "QOP", "QYG"), "RX7"),
    **dict.fromkeys(("QF7", "QOQ", "QWO"), "RX8"),
    **dict.fromkeys(("QJ2", "QJM", "QK1", "QPM", "QT1"), "RX9"),
    **dict.fromkeys(("QGH", "QHL", "QNC", "QOC", "QUA", "QWU"), "RYA"),
    **dict.fromkeys(("QH8", "QHG", "QJG", "QM7", "QMM", "QUE"), "RYC"),
    **dict.fromkeys(("QKK", "QMF", "QMJ", "QRV", "QWE"), "RRU"),
    **dict.fromkeys(("QKS", "QNX", "QXU"), "RYD"),
    **dict.fromkeys(("QNQ", "QRL", "QU9"), "RYE"),
    **dict.fromkeys(("QJK", "QOX", "QR1", "QSL", "QT6", "QUY", "QVV"), "RYF"),
}
"""Ambulance trust that serves each system, but for the districts below (general knowledge)."""

AMBULANCE_DISTRICTS = {
    "E06000063": "RX7",  # Cumberland: North West
    "E06000064": "RX7",  # Westmorland and Furness: North West
    "E06000012": "RX9",  # North East Lincolnshire: East Midlands
    "E06000013": "RX9",  # North Lincolnshire: East Midlands
    "E06000042": "RYE",  # Milton Keynes: South Central
    "E07000089": "RYD",  # Hart: South East Coast
    "E07000092": "RYD",  # Rushmoor: South East Coast
    "E07000207": "RYD",  # Elmbridge
    "E07000209": "RYD",  # Guildford
    "E07000212": "RYD",  # Runnymede
    "E07000214": "RYD",  # Surrey Heath
    "E07000216": "RYD",  # Waverley
    "E06000046": "",  # Isle of Wight: its own trust runs the ambulances
}
"""Districts served by another trust than most of their system; empty where no ambulance trust serves."""

TRUST_SYSTEMS = {
    "R1L": {"QH8": 0.50, "QJG": 0.25, "QM7": 0.25},  # Essex: three systems
    "RRE": {"QNC": 0.75, "QOC": 0.25},  # Staffordshire; Shropshire, Telford and Wrekin
    "RV3": {"QRV": 0.60, "QMJ": 0.25, "QHG": 0.15},  # inner north-west London, Camden, Milton Keynes
    "RVN": {"QOX": 0.50, "QUY": 0.50},  # Wiltshire, Swindon and Bath; Bristol and around
    "RWK": {"QMF": 0.70, "QHG": 0.30},  # East London; Bedfordshire and Luton
    "RWX": {"QNQ": 0.50, "QU9": 0.50},  # East and West Berkshire
    "RX3": {"QHM": 0.70, "QOQ": 0.30},  # Durham and Tees; North Yorkshire
    "RXX": {"QXU": 0.85, "QNQ": 0.15},  # Surrey; Surrey Heath and Farnham
}
"""Mental health trusts known to serve several systems, with an assumed split of their staff."""

NETWORK_DISTRICTS = {
    "U02669": "E07000082",  # Berkeley Vale: Stroud
    "U09847": "E07000079",  # North Cotswolds: Cotswold
    "U23710": "E07000082",  # Severn Health: Stroud
    "U23862": "E07000082",  # Stroud Cotswold: Stroud
    "U63565": "E07000083",  # TWNS (Tewkesbury, Winchcombe, Newent, Staunton): Tewkesbury
}
"""Networks whose district is known better than their name and postcodes tell (general knowledge)."""

OUTCODE_DISTRICTS = {
    "E06000025": "BS15 BS16 BS30 BS32 BS34 BS35 BS36 BS37",  # South Gloucestershire
    "E06000056": "LU5 LU6 LU7 MK45 SG15 SG16 SG17 SG18 SG19",  # Central Bedfordshire
    "E07000012": "CB21 CB22 CB23 CB24 CB25",  # South Cambridgeshire
    "E07000009": "CB6 CB7",  # East Cambridgeshire
    "E07000236": "B96 B97 B98",  # Redditch
    "E07000199": "B77 B78 B79",  # Tamworth
    "E07000102": "WD3",  # Three Rivers
    "E07000098": "EN6 WD6 WD7 WD23",  # Hertsmere
    "E07000242": "CM23 SG9 SG11 SG12 SG13 SG14",  # East Hertfordshire
    "E07000069": "SS7 SS8",  # Castle Point
    "E07000131": "LE16 LE17",  # Harborough
    "E07000198": "ST8 ST9 ST10 ST13",  # Staffordshire Moorlands
    "E07000200": "CO10",  # Babergh
    "E07000203": "IP6 IP14 IP23",  # Mid Suffolk
    "E07000144": "NR7 NR8 NR10 NR13",  # Broadland
    "E07000139": "LN4 LN6 NG34",  # North Kesteven
    "E07000085": "GU30 GU31 GU32 GU33 GU34 GU35",  # East Hampshire
    "E07000114": "CT7 CT8 CT9 CT10 CT11 CT12",  # Thanet
    "E07000124": "BB7",  # Ribble Valley
}
"""Postcode districts that lie mostly in a district whose networks names alone do not find (general
knowledge)."""

_KM_PER_DEGREE = 111.2


def distance_km(a: Point, b: Point) -> float:
    """Kilometres between two points given as latitude and longitude in degrees (flat-earth approximation)."""
    narrow = math.cos(math.radians((a[0] + b[0]) / 2))
    return _KM_PER_DEGREE * math.hypot(a[0] - b[0], (a[1] - b[1]) * narrow)


def spread(centre: Point, index: int, step_km: float = 0.8) -> Point:
    """A point near a centre, so that organisations there do not lie on one another.

    Parameters
    ----------
    centre
        Latitude and longitude in degrees.
    index
        Number of organisations already at the centre; 0 gives the centre itself.
    step_km
        The k-th point lies ``step_km`` times the square root of k away, along a sunflower spiral.
    """
    reach = step_km * math.sqrt(index) / _KM_PER_DEGREE
    angle = index * math.pi * (3 - math.sqrt(5))
    lat = centre[0] + reach * math.cos(angle)
    lon = centre[1] + reach * math.sin(angle) / math.cos(math.radians(centre[0]))
    return round(lat, 4), round(lon, 4)
