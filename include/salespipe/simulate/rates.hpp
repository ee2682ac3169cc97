#pragma once

#include <array>
#include <cstdint>

namespace salespipe::simulate {

/// The rates behind a simulated team. Every figure here is invented: chosen so that the team looks
/// like one, measured on nobody. Where a rate depends on the rep, the source or the customer it is
/// the rate at their middle; the tests hold the realised rates of a big team to these.

/// The stages of the standard pipeline with a fridge, by their codes in the stage columns.
inline constexpr std::int32_t kLead = 0;
inline constexpr std::int32_t kContacted = 1;
inline constexpr std::int32_t kQualified = 2;
inline constexpr std::int32_t kProposal = 3;
inline constexpr std::int32_t kWon = 4;
inline constexpr std::int32_t kLost = 5;
inline constexpr std::int32_t kFridge = 6;

/// How a visit to an open stage ends (the five shares add up to 1), how long it lasts, how much is
/// said in it.
struct StageRates {
  double forward;        ///< To the next stage, or past it (kSkipShare).
  double lose;           ///< Straight to Lost.
  double park;           ///< To the fridge.
  double abandon;        ///< Nothing more ever happens; the deal stays open.
  double back;           ///< To the stage before.
  double median_days;    ///< Median length of the visit, log-normal, before holidays are put in.
  double spread;         ///< Standard deviation of the logarithm of that length.
  double conversations;  ///< Mean number of interactions that the team or the prospect begins.
};

/// Conversion narrows up to Qualified and hardly after it: most deals die before they are worth a
/// proposal.
inline constexpr std::array<StageRates, 4> kStageRates{{
    {0.58, 0.27, 0.03, 0.12, 0.00, 4.0, 0.9, 0.9},   // Lead
    {0.50, 0.31, 0.05, 0.09, 0.05, 9.0, 0.9, 1.5},   // Contacted
    {0.80, 0.10, 0.03, 0.02, 0.05, 14.0, 0.8, 2.0},  // Qualified
    {0.70, 0.20, 0.03, 0.02, 0.05, 20.0, 0.8, 3.6},  // Proposal made
}};

// Moves
inline constexpr double kSkipShare =
    0.10;  ///< Forward moves (not from Proposal) that skip a stage.
inline constexpr double kReopenLost =
    0.035;                                   ///< Lost deals that come back, a month later (median).
inline constexpr double kReopenWon = 0.010;  ///< Won deals whose order is cancelled again.
inline constexpr double kWoken = 0.60;       ///< Parked deals that are woken and go on.
inline constexpr double kLostInFridge = 0.15;  ///< Parked deals that are given up at their wake-up.
inline constexpr double kLosingTakesLonger =
    1.3;  ///< Losing takes this much longer than moving on.

// Value: price level of the product, log-normal volume, then a log-normal discount down to the cent
inline constexpr double kVolumeSpread = 0.55;    ///< Of the logarithm of the volume.
inline constexpr double kDiscounted = 0.60;      ///< Deals with a discount from the start ...
inline constexpr double kDiscountMedian = 0.06;  ///< ... of this median (log-normal, at most 0.4).
inline constexpr double kValueUnknown = 0.25;  ///< Leads without a value until they are qualified.
inline constexpr double kFinalDiscount =
    0.30;  ///< Won deals that are given 2 to 15 % before closing,
inline constexpr double kDiscountInClose =
    0.25;                                ///< ... of these so many in the closing move itself.
inline constexpr double kUpsell = 0.08;  ///< Visits from Qualified on that sell 5 to 40 % more.

// Expected close dates
inline constexpr double kReestimate = 0.40;  ///< Moves that bring a new expected close date.
inline constexpr double kPushed = 0.60;  ///< Passed close dates that are pushed (else left stale).
inline constexpr int kMostPushes = 4;    ///< In one visit.

// The team
inline constexpr double kStarWeight =
    5.0;  ///< The first chair gets so many times a middle one's deals.
inline constexpr double kSkillSpread =
    0.25;  ///< Log-normal factor on a rep's odds of moving forward.
inline constexpr double kPaceSpread = 0.20;  ///< Log-normal factor on a rep's durations.
inline constexpr double kThereFromStart =
    0.6;  ///< Chairs filled on the first day; the rest join later.
inline constexpr double kMedianTenureDays = 1100.0;  ///< Log-normal; the first chair never changes.
inline constexpr int kVacancyDays = 30;      ///< Between a rep leaving and the next in that chair.
inline constexpr double kAssessed = 0.85;    ///< Books only: deals whose qualification was asked.
inline constexpr double kSpecialist = 0.02;  ///< Moves to Qualified handed to a colleague.
inline constexpr double kOrphaned = 0.50;    ///< Abandoned deals nobody takes over from a leaver.

// The year: growth, a slow July and Christmas, a rush at the end of a quarter, hardly a weekend
inline constexpr double kYearlyGrowth = 0.20;     ///< Of the number of deals created.
inline constexpr double kWeekendShare = 0.04;     ///< A Saturday or Sunday against a weekday.
inline constexpr double kHolidayShare = 0.05;     ///< A public holiday of fixed date likewise.
inline constexpr double kJulyPutOff = 0.25;       ///< What falls in July and is put off to August.
inline constexpr double kChristmasPutOff = 0.50;  ///< What falls in 22 Dec to 6 Jan and is put off.
inline constexpr double kQuarterEndPull =
    0.35;  ///< Wins of a quarter's first 25 days closed before it began.

// Customers: account of rank r among n gets a share that falls as r^(-2/3)
inline constexpr std::uint64_t kDealsPerAccount = 4;  ///< On average, up to kMostAccounts accounts.
inline constexpr std::uint64_t kMostAccounts = 200'000;

// Interactions and tasks
inline constexpr double kFridgeConversations = 0.3;  ///< Mean number while a deal is parked.
inline constexpr double kAnswered = 0.40;            ///< Mails of the team that are answered,
inline constexpr double kOpened = 0.45;              ///< ... that are seen to be opened,
inline constexpr double kClicked = 0.20;             ///< ... and of these, whose link is followed.
inline constexpr double kNextStep = 0.90;            ///< "Always a next step": mostly.

}  // namespace salespipe::simulate
