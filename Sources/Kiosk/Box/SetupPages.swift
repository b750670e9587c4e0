import Store
import Workshop

/// The page with the box's settings, and what a new box tells the room.
extension Pages {
    /// What the form of the box's settings holds.
    struct SetupForm: Sendable {
        var settings: BoxSettings
        /// The PIN that was typed; empty to keep the one before.
        var pin = ""
        var wifiName = ""
        var wifiPassphrase = ""
    }

    /// The box's settings.
    ///
    /// - Parameters:
    ///   - isNew: Whether nobody has gone through them yet.
    ///   - hasNetwork: Whether the box makes the Wi-Fi by itself.
    func setUp(
        _ frame: Frame, _ form: SetupForm, box: Box, isNew: Bool, hasNetwork: Bool, notice: Notice?
    ) -> [UInt8] {
        let wording = frame.wording
        let language = form.settings.language.isEmpty ? wording.code : form.settings.language
        var content: [String: Any] = [
            "isNew": isNew, "pin": box.pin, "recoveryCode": box.recoveryCode.grouped, "typedPIN": form.pin,
            "languageChoices": assets.languages.values.sorted { $0.code < $1.code }.map { choice -> [String: Any] in
                ["code": choice.code, "name": choice.name, "isChosen": choice.code == language]
            },
            "organisation": form.settings.organisation,
            "months": Routes.deletionMonths.map { months -> [String: Any] in
                [
                    "value": String(months), "isChosen": months == form.settings.deletionMonths,
                    "name": months == 0
                        ? wording["setup_deletion_none"] : wording.count("setup_deletion_after", months),
                ]
            },
        ]
        if hasNetwork { content["wifi"] = ["name": form.wifiName, "passphrase": form.wifiPassphrase] }
        content["notice"] = Self.notice(notice)
        return document(
            frame, main: "setup", title: wording[isNew ? "setup_new_title" : "setup_title"], isInline: false, content)
    }

    /// What is wrong with a typed PIN.
    func reason(_ fault: PIN.Fault, _ wording: Wording) -> String {
        switch fault {
        case .notDigits: wording["setup_pin_digits"]
        case .length: wording["setup_pin_length"]
        case .easy: wording["setup_pin_easy"]
        }
    }

    /// What is wrong with a typed Wi-Fi.
    func reason(_ fault: WirelessNetwork.Fault, _ wording: Wording) -> String {
        wording[fault == .name ? "wifi_wrong_name" : "wifi_wrong_passphrase"]
    }

    /// The page of a display on a new box: how the facilitator comes in. Whoever is in the room can read it; it is gone
    /// as soon as the first one has signed in.
    func displayNew(
        _ frame: Frame, network: WirelessNetwork?, address: BoxAddress, pin: String, stick: StickNotice?
    ) -> [UInt8] {
        var new: [String: Any] = [
            "address": address.authority, "pin": pin,
            "qrCode": QRCode(address.facilitator)?.svg ?? "",
        ]
        new["number"] = address.numericAuthority
        new["network"] = network.map(Self.content)
        var content: [String: Any] = ["isDisplay": true, "refresh": "5", "new": new]
        content["stick"] = Self.content(stick, frame.wording)
        return document(
            frame, main: "display_missing", title: frame.wording["display_new_title"], isInline: false, content)
    }
}
