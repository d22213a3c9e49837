"""
The hall: builds the rooms of one folder and hands them out; no rule, no SQL, no cryptography of its own.

    with Instance.create(folder, charter=path, passphrase=read, clock=SystemClock()) as instance:
        instance.import_log("visit", Path("access.log"))
        instance.vault.sweep()
        run = instance.prove()

A new instance is built beside its folder and moved there whole, so that a crash leaves none, or all of it.
"""

from etanche.instance.accepting import Accepted, accept
from etanche.instance.agreeing import KeysDisagree
from etanche.instance.anchoring import AnchorSettingsUnreadable, NoAuthority, authority_of
from etanche.instance.applying import ApplyRefused, Proposal, When
from etanche.instance.belonging import OPERATES, Member, NoSuchMember, NotOfThisRole
from etanche.instance.bringing import brought
from etanche.instance.charters import Applied, CharterLost, TakenBack
from etanche.instance.closing import Closed, Closing, OfficesEmpty
from etanche.instance.desks import Desk, Desks, Operated
from etanche.instance.founding import NotHere
from etanche.instance.furnish import WrongRegion
from etanche.instance.hall import Instance
from etanche.instance.holding import BeingRestored, InstanceInUse
from etanche.instance.invitations import InvitationRefused, Invited
from etanche.instance.keys import Listing, OfTheInstance
from etanche.instance.lagging import LaggingData, LaggingShelf, LaggingTombstones, OtherShelf
from etanche.instance.leafing import Leaf, Wanted, leaf
from etanche.instance.letting_in import Roles, accounts_of, proving, require_lists, resume_by_code
from etanche.instance.links import Link, Links, NothingUnderAddress
from etanche.instance.lodging import Guests, lodge_of
from etanche.instance.lots import PlaceGone, PlaceInside, PlaceUnknown
from etanche.instance.making import InstanceExists
from etanche.instance.memberships import AlreadyMember, Memberships
from etanche.instance.moving import Move, Moved, NothingToMove, move
from etanche.instance.office import OfficeChanged, OfficeTaken
from etanche.instance.officed import LastOfOffice, NoSuchRole, NotOfOffice
from etanche.instance.opened import ChainNotWhole
from etanche.instance.orders import Order, OtherEngine, Restored
from etanche.instance.organisation import Organisation
from etanche.instance.passphrases import DemoInstance, recovered, set_passphrase
from etanche.instance.placing import PathUnreadable, PlaceTaken, Site
from etanche.instance.printing import rendered as served_page
from etanche.instance.providers import KeySettingsUnreadable
from etanche.instance.rehearsing import Rehearsed
from etanche.instance.resettling import Resettle, StaysWhereItIs, resettle
from etanche.instance.restoring import restore
from etanche.instance.roster import BUILT_IN, Named, NoSuchOrganisation, NotAName, RosterChanged
from etanche.instance.settings import (
    InstanceMissing,
    InstanceNewer,
    InstanceUnreadable,
    PassphraseMissing,
    called_of,
    passphrase_of,
    stores_of,
)
from etanche.instance.shift import SHIFT, Shift
from etanche.instance.sign_in import by_provider, forget_strangers
from etanche.instance.stamps import WrongPlace
from etanche.instance.stopping import NotAnswerable, Stopping, published
from etanche.instance.stores import Placed, SameServer, Stores
from etanche.instance.taking_over import NoTransfer, TakenOver, TakingOver, TransferRefused
from etanche.instance.tending import file_digest
from etanche.store import Address

__all__ = [
    "BUILT_IN",
    "OPERATES",
    "SHIFT",
    "Accepted",
    "Address",
    "AlreadyMember",
    "AnchorSettingsUnreadable",
    "Applied",
    "ApplyRefused",
    "BeingRestored",
    "ChainNotWhole",
    "CharterLost",
    "Closed",
    "Closing",
    "DemoInstance",
    "Desk",
    "Desks",
    "Guests",
    "Instance",
    "InstanceExists",
    "InstanceInUse",
    "InstanceMissing",
    "InstanceNewer",
    "InstanceUnreadable",
    "InvitationRefused",
    "Invited",
    "KeySettingsUnreadable",
    "KeysDisagree",
    "LaggingData",
    "LaggingShelf",
    "LaggingTombstones",
    "LastOfOffice",
    "Leaf",
    "Link",
    "Links",
    "Listing",
    "Member",
    "Memberships",
    "Move",
    "Moved",
    "Named",
    "NoAuthority",
    "NoSuchMember",
    "NoSuchOrganisation",
    "NoSuchRole",
    "NoTransfer",
    "NotAName",
    "NotAnswerable",
    "NotHere",
    "NotOfOffice",
    "NotOfThisRole",
    "NothingToMove",
    "NothingUnderAddress",
    "OfTheInstance",
    "OfficeChanged",
    "OfficeTaken",
    "OfficesEmpty",
    "Operated",
    "Order",
    "Organisation",
    "OtherEngine",
    "OtherShelf",
    "PassphraseMissing",
    "PathUnreadable",
    "PlaceGone",
    "PlaceInside",
    "PlaceTaken",
    "PlaceUnknown",
    "Placed",
    "Proposal",
    "Rehearsed",
    "Resettle",
    "Restored",
    "Roles",
    "RosterChanged",
    "SameServer",
    "Shift",
    "Site",
    "StaysWhereItIs",
    "Stopping",
    "Stores",
    "TakenBack",
    "TakenOver",
    "TakingOver",
    "TransferRefused",
    "Wanted",
    "When",
    "WrongPlace",
    "WrongRegion",
    "accept",
    "accounts_of",
    "authority_of",
    "brought",
    "by_provider",
    "called_of",
    "file_digest",
    "forget_strangers",
    "leaf",
    "lodge_of",
    "move",
    "passphrase_of",
    "proving",
    "published",
    "recovered",
    "require_lists",
    "resettle",
    "restore",
    "resume_by_code",
    "served_page",
    "set_passphrase",
    "stores_of",
]
